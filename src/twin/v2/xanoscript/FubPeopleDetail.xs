// What Workers/FubPeopleDetail does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/FubPeopleDetail" {
  description = "One contact of Follow Up Boss with its stage, its source and the answer that it came in"

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
        db.get "fub_people" {
          field_name = "id"
          field_value = $input.id
        } as $answer
      }
      catch {
        throw {
          name = "FubPeopleDetailFailed"
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
