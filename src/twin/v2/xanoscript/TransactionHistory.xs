// What Workers/TransactionHistory does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/TransactionHistory" {
  description = "How one transaction's status changed"

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

    try_catch {
      try {
        function.run "Workers/TransactionDetail" {
          input = {user_id: $input.user_id, id: $input.id}
        } as $first

        db.query "transaction_history" {
          where = $db.transaction_history.transaction_id == $input.id
          sort = {id: "asc"}
        } as $rows
      }
      catch {
        throw {
          name = "TransactionHistoryFailed"
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
