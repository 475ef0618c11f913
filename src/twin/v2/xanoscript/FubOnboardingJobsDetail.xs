// What Workers/FubOnboardingJobsDetail does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/FubOnboardingJobsDetail" {
  description = "One first load of a user's contacts, with its attempts and the error that ended it"

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
        db.get "fub_onboarding_jobs" {
          field_name = "id"
          field_value = $input.id
        } as $answer
      }
      catch {
        throw {
          name = "FubOnboardingJobsDetailFailed"
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
