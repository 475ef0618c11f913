// What Workers/AgentLeaderboard does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/AgentLeaderboard" {
  description = "The viewer's team ranked by volume of a year"

  input {
    int user_id
    int year?
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

    // The agents of the viewer's team.
    var $team_agents {
      value = []
    }

    try_catch {
      try {
        db.query "agent" {
          where = $db.agent.team_id == $viewer.team_id
        } as $agents

        var.update $team_agents {
          value = $agents|map:$$.id
        }

        db.query "agent_performance" {
          where = $db.agent_performance.year == ($input.year ?? 2025) && $db.agent_performance.agent_id in $team_agents
          sort = {id: "asc"}
        } as $rows
      }
      catch {
        throw {
          name = "AgentLeaderboardFailed"
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
