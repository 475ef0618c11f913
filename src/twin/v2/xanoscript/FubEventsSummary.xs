// What Workers/FubEventsSummary does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/FubEventsSummary" {
  description = "Events of contacts, counted by the source that told of them"

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
        db.query "fub_events" {
          sort = {rows: "desc", value: "asc"}
          return = {type: "aggregate", group: {value: $db.fub_events.source}, eval: {rows: $db.fub_events.id|count, latest: $db.fub_events.happened_at|max}}
        } as $answer
      }
      catch {
        throw {
          name = "FubEventsSummaryFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
