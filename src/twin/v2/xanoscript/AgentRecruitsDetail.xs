// What Workers/AgentRecruitsDetail does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/AgentRecruitsDetail" {
  description = "One agent who is being recruited: by whom, from where, and when to call next"

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
        db.get "agent_recruits" {
          field_name = "id"
          field_value = $input.id
        } as $answer
      }
      catch {
        throw {
          name = "AgentRecruitsDetailFailed"
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
