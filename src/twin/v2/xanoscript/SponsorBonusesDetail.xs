// What Workers/SponsorBonusesDetail does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/SponsorBonusesDetail" {
  description = "One bonus for bringing an agent: who earned it, for whom, and when it was paid"

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
        db.get "sponsor_bonuses" {
          field_name = "id"
          field_value = $input.id
        } as $answer
      }
      catch {
        throw {
          name = "SponsorBonusesDetailFailed"
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
