// What Workers/MetricsOverview does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/MetricsOverview" {
  description = "The figures that the admin dashboard must agree with"

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

        function.run "Workers/TransactionTotals" {
          input = {user_id: $input.user_id}
        } as $first

        db.query "transaction" {
          where = $db.transaction.transaction_owner_agent_id in $scope
          sort = {id: "asc"}
        } as $rows
      }
      catch {
        throw {
          name = "MetricsOverviewFailed"
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
