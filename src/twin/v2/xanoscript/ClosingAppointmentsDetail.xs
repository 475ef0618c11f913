// What Workers/ClosingAppointmentsDetail does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/ClosingAppointmentsDetail" {
  description = "One appointment for a closing: its place, its notary, and whether it is held remotely"

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
        db.get "closing_appointments" {
          field_name = "id"
          field_value = $input.id
        } as $answer
      }
      catch {
        throw {
          name = "ClosingAppointmentsDetailFailed"
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
