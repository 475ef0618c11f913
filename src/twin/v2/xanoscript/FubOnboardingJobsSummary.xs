// What Workers/FubOnboardingJobsSummary does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/FubOnboardingJobsSummary" {
  description = "First loads of contacts, counted by state, with the attempts that they took"

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
        db.query "fub_onboarding_jobs" {
          sort = {rows: "desc", value: "asc"}
          return = {type: "aggregate", group: {value: $db.fub_onboarding_jobs.status}, eval: {rows: $db.fub_onboarding_jobs.id|count, latest: $db.fub_onboarding_jobs.created_at|max, total: $db.fub_onboarding_jobs.attempts|sum}}
        } as $answer
      }
      catch {
        throw {
          name = "FubOnboardingJobsSummaryFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
