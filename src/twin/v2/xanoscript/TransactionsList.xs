// What Workers/TransactionsList does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/TransactionsList" {
  description = "Transactions of the viewer's scope, filtered, sorted and paged"

  input {
    int user_id
    text status?
    text transaction_type?
    text side?
    date from?
    date to?
    text q?
    text sort?
    text order?
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

        db.query "transaction" {
          where = $db.transaction.transaction_owner_agent_id in $scope && $db.transaction.status ==? $input.status && $db.transaction.transaction_type ==? $input.transaction_type && $db.transaction.side ==? $input.side
          sort = {id: "asc"}
          return = {type: "list", paging: {page: $input.page, per_page: $input.per_page, totals: true}}
        } as $answer
      }
      catch {
        throw {
          name = "TransactionsListFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
