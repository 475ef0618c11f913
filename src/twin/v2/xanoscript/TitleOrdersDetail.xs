// What Workers/TitleOrdersDetail does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/TitleOrdersDetail" {
  description = "One order to a title company: its number, its officer, its fees and when it was cleared"

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
        db.get "title_orders" {
          field_name = "id"
          field_value = $input.id
        } as $answer
      }
      catch {
        throw {
          name = "TitleOrdersDetailFailed"
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
