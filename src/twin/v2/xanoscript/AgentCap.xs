// What Workers/AgentCap does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/AgentCap" {
  description = "How far the viewer's agent is to the cap"

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
        db.query "agent_cap_data" {
          where = $db.agent_cap_data.agent_id == $viewer.agent_id
          sort = {id: "asc"}
        } as $rows
      }
      catch {
        throw {
          name = "AgentCapFailed"
          value = $error.message
        }
      }
    }

    conditional {
      if (`($rows|count) == 0`) {
        var $answer {
          value = {count: 0}
        }
      }
      else {
        var $answer {
          value = {count: $rows|count, first: $rows|first}
        }
      }
    }
  }

  response = $answer
}
