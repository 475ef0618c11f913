// What Workers/RevenueFees does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/RevenueFees" {
  description = "Fees paid on closed transactions by year"

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

    try_catch {
      try {
        db.query "transaction_financials" {
          where = $db.transaction_financials.transaction_id > 0
          return = {type: "aggregate", eval: {rows: $db.transaction_financials.id|count}}
        } as $answer
      }
      catch {
        throw {
          name = "RevenueFeesFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
