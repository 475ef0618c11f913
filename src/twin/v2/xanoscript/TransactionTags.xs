// What Workers/TransactionTags does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/TransactionTags" {
  description = "Tags and how often each is used"

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
        db.query "transaction_tags" {
          where = $db.transaction_tags.transaction_id > 0
          return = {type: "aggregate", eval: {rows: $db.transaction_tags.id|count}}
        } as $answer
      }
      catch {
        throw {
          name = "TransactionTagsFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
