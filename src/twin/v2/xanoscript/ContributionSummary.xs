// What Workers/ContributionSummary does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/ContributionSummary" {
  description = "Revenue share paid in, counted and added up by kind of payment"

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
        db.query "contribution" {
          sort = {rows: "desc", value: "asc"}
          return = {type: "aggregate", group: {value: $db.contribution.kind}, eval: {rows: $db.contribution.id|count, latest: $db.contribution.contributed_at|max, total: $db.contribution.amount|sum}}
        } as $answer
      }
      catch {
        throw {
          name = "ContributionSummaryFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
