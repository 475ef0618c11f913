// What Workers/AgentDetail does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/AgentDetail" {
  description = "One agent of the viewer's team"

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
        db.query "agent" {
          where = $db.agent.id == $input.id && $db.agent.team_id == $viewer.team_id
          return = {type: "single"}
        } as $found
      }
      catch {
        throw {
          name = "AgentDetailFailed"
          value = $error.message
        }
      }
    }

    precondition ($found != null) {
      error_type = "notfound"
      error = "There is no such record."
    }

    var $answer {
      value = $found
    }
  }

  response = $answer
}
