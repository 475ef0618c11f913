// What Workers/NetworkDownline does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/NetworkDownline" {
  description = "The tree below the viewer's agent, walked by sponsor"

  input {
    int user_id
    int depth?
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
          where = $db.agent.sponsor_agent_id == $viewer.agent_id
          sort = {id: "asc"}
        } as $rows
      }
      catch {
        throw {
          name = "NetworkDownlineFailed"
          value = $error.message
        }
      }
    }

    var $answer {
      value = $rows
    }
  }

  response = $answer
}
