// What Workers/HomeUpcomingClosings does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/HomeUpcomingClosings" {
  description = "Pending transactions by their estimated closing date"

  input {
    int user_id
    int limit?
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

    // The agents whose figures the viewer sees.
    var $scope {
      value = []
    }

    try_catch {
      try {
        db.query "agent" {
          where = $db.agent.id == $viewer.agent_id || $db.agent.team_id == $viewer.team_id
        } as $agents

        var.update $scope {
          value = $agents|map:$$.id
        }

        db.query "transaction" {
          where = $db.transaction.transaction_owner_agent_id in $scope
          sort = {id: "asc"}
        } as $rows
      }
      catch {
        throw {
          name = "HomeUpcomingClosingsFailed"
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
