// What Workers/AgentHierarchy does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/AgentHierarchy" {
  description = "The recorded sponsors of the viewer's agent"

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
          name = "AgentHierarchyFailed"
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
