// What Workers/IncomeSummary does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/IncomeSummary" {
  description = "Payments to the agents of the scope, counted and added up by kind"

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
          where = $db.income.agent_id in $scope
          sort = {rows: "desc", value: "asc"}
          return = {type: "aggregate", group: {value: $db.income.kind}, eval: {rows: $db.income.id|count, latest: $db.income.created_at|max, total: $db.income.amount|sum}}
        } as $answer
      }
      catch {
        throw {
          name = "IncomeSummaryFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
