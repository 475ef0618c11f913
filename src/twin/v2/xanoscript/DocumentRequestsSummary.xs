// What Workers/DocumentRequestsSummary does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/DocumentRequestsSummary" {
  description = "Requested documents with their reminders, counted by whether they arrived"

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
        db.query "document_requests" {
          sort = {rows: "desc", value: "asc"}
          return = {type: "aggregate", group: {value: $db.document_requests.status}, eval: {rows: $db.document_requests.id|count, latest: $db.document_requests.due_on|max, total: $db.document_requests.reminder_count|sum}}
        } as $answer
      }
      catch {
        throw {
          name = "DocumentRequestsSummaryFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
