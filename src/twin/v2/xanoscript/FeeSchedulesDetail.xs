// What Workers/FeeSchedulesDetail does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/FeeSchedulesDetail" {
  description = "One agreed fee: its amount or share, where it holds, and from when to when"

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
        db.get "fee_schedules" {
          field_name = "id"
          field_value = $input.id
        } as $answer
      }
      catch {
        throw {
          name = "FeeSchedulesDetailFailed"
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
