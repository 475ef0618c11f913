// What Workers/FubCallsSummary does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/FubCallsSummary" {
  description = "Logged telephone calls with their seconds, counted by how they ended"

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
        db.query "fub_calls" {
          sort = {rows: "desc", value: "asc"}
          return = {type: "aggregate", group: {value: $db.fub_calls.outcome}, eval: {rows: $db.fub_calls.id|count, latest: $db.fub_calls.called_at|max, total: $db.fub_calls.duration_seconds|sum}}
        } as $answer
      }
      catch {
        throw {
          name = "FubCallsSummaryFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
