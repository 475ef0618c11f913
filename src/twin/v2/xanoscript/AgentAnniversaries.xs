// What Workers/AgentAnniversaries does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/AgentAnniversaries" {
  description = "Anniversaries in the viewer's team, month by month"

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
        db.query "agent" {
          where = $db.agent.team_id == $viewer.team_id && $db.agent.anniversary_on != null
          sort = {id: "asc"}
        } as $rows
      }
      catch {
        throw {
          name = "AgentAnniversariesFailed"
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
