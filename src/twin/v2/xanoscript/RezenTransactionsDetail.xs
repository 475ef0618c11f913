// What Workers/RezenTransactionsDetail does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/RezenTransactionsDetail" {
  description = "One sale just as reZEN delivered it, with the transaction that it became, if it did"

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
        db.get "rezen_transactions" {
          field_name = "id"
          field_value = $input.id
        } as $answer
      }
      catch {
        throw {
          name = "RezenTransactionsDetailFailed"
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
