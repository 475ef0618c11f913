// What Workers/IncomeDetail does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/IncomeDetail" {
  description = "One payment to an agent, with its closing, its state and whether the cap was applied"

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

    // The agents whose rows the viewer sees.
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
          where = $db.income.id == $input.id && $db.income.agent_id in $scope
          return = {type: "single"}
        } as $answer
      }
      catch {
        throw {
          name = "IncomeDetailFailed"
          value = $error.message
        }
      }
    }

    precondition ($answer != null) {
      error_type = "notfound"
      error = "There is no such record."
    }
  }

  response = $answer
}
