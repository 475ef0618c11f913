// What Workers/InsuranceClaimsSummary does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/InsuranceClaimsSummary" {
  description = "Claims against insurance with what was claimed, counted by status"

  input {
    int user_id
  }

  stack {
    db.get "user" {
      field_name = "id"
      field_value = $input.user_id
    } as $viewer

    precondition ($viewer != null) {
      error_type = "notfound"
      error = "There is no such user."
    }

    try_catch {
      try {
        db.query "insurance_claims" {
          sort = {rows: "desc", value: "asc"}
          return = {type: "aggregate", group: {value: $db.insurance_claims.status}, eval: {rows: $db.insurance_claims.id|count, latest: $db.insurance_claims.opened_on|max, total: $db.insurance_claims.claimed_amount|sum}}
        } as $answer
      }
      catch {
        throw {
          name = "InsuranceClaimsSummaryFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
