// What Workers/LeadActivitiesDetail does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/LeadActivitiesDetail" {
  description = "One thing that was done about a lead: when, by whom, and with what outcome"

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

    db.get "lead_activities" {
      field_name = "id"
      field_value = $input.id
    } as $answer

    precondition ($answer != null) {
      error_type = "notfound"
      error = "There is no such record."
    }

    // Whoever does not see the lead does not see this either: the lead's own worker refuses.
    try_catch {
      try {
        function.run "Workers/LeadRecordDetail" {
          input = {user_id: $input.user_id, id: $answer.lead_id}
        } as $lead
      }
      catch {
        throw {
          name = "LeadActivitiesDetailFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
