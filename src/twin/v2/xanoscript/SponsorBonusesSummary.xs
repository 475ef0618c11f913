// What Workers/SponsorBonusesSummary does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/SponsorBonusesSummary" {
  description = "Bonuses of sponsors, counted and added up by whether they are paid"

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
        db.query "sponsor_bonuses" {
          sort = {rows: "desc", value: "asc"}
          return = {type: "aggregate", group: {value: $db.sponsor_bonuses.status}, eval: {rows: $db.sponsor_bonuses.id|count, latest: $db.sponsor_bonuses.earned_on|max, total: $db.sponsor_bonuses.amount|sum}}
        } as $answer
      }
      catch {
        throw {
          name = "SponsorBonusesSummaryFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
