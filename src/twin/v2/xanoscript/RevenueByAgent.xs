// What Workers/RevenueByAgent does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/RevenueByAgent" {
  description = "Income by agent of the viewer's team"

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

        db.query "income" {
          where = $db.income.agent_id in $scope
          return = {type: "aggregate", eval: {rows: $db.income.id|count}}
        } as $answer
      }
      catch {
        throw {
          name = "RevenueByAgentFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
