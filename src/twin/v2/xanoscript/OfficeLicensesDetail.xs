// What Workers/OfficeLicensesDetail does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/OfficeLicensesDetail" {
  description = "One office's licence: its number, the state it is valid in, and until when"

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
        db.get "office_licenses" {
          field_name = "id"
          field_value = $input.id
        } as $answer
      }
      catch {
        throw {
          name = "OfficeLicensesDetailFailed"
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
