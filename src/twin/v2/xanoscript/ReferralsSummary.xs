// What Workers/ReferralsSummary does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/ReferralsSummary" {
  description = "Clients who were passed on with the fees for them, counted by status"

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
        db.query "referrals" {
          sort = {rows: "desc", value: "asc"}
          return = {type: "aggregate", group: {value: $db.referrals.status}, eval: {rows: $db.referrals.id|count, latest: $db.referrals.accepted_on|max, total: $db.referrals.fee_amount|sum}}
        } as $answer
      }
      catch {
        throw {
          name = "ReferralsSummaryFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
