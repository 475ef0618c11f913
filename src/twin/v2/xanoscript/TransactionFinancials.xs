// What Workers/TransactionFinancials does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/TransactionFinancials" {
  description = "The money of one transaction"

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

        db.query "transaction_financials" {
          where = $db.transaction_financials.transaction_id == $input.id
          return = {type: "single"}
        } as $found
      }
      catch {
        throw {
          name = "TransactionFinancialsFailed"
          value = $error.message
        }
      }
    }

    precondition ($found != null) {
      error_type = "notfound"
      error = "There is no such record."
    }

    var $answer {
      value = $found
    }
  }

  response = $answer
}
