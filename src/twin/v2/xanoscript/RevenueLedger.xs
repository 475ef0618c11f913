// What Workers/RevenueLedger does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/RevenueLedger" {
  description = "Every payment, newest first"

  input {
    int user_id
    text kind?
    text status?
    int year?
    int page?
    int per_page?
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
          where = $db.income.agent_id in $scope && $db.income.kind ==? $input.kind && $db.income.status ==? $input.status && $db.income.year ==? $input.year
          sort = {id: "asc"}
          return = {type: "list", paging: {page: $input.page, per_page: $input.per_page, totals: true}}
        } as $answer
      }
      catch {
        throw {
          name = "RevenueLedgerFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
