// What Workers/DocumentRequestsDetail does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/DocumentRequestsDetail" {
  description = "One document that was asked for: by whom, until when, and how often it was called in"

  input {
    int user_id
    int id
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
        db.get "document_requests" {
          field_name = "id"
          field_value = $input.id
        } as $answer
      }
      catch {
        throw {
          name = "DocumentRequestsDetailFailed"
          value = $error.message
        }
      }
    }

    precondition ($answer != null) {
      error_type = "notfound"
      error = "There is no such record."
    }
  }

  response = $answer
}
