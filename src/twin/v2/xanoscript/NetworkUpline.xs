// What Workers/NetworkUpline does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/NetworkUpline" {
  description = "The sponsors above the viewer's agent"

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
        db.query "agent_hierarchy" {
          where = $db.agent_hierarchy.agent_id == $viewer.agent_id
          sort = {id: "asc"}
        } as $rows
      }
      catch {
        throw {
          name = "NetworkUplineFailed"
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
