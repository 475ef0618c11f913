// What Workers/EscrowDepositsSummary does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/EscrowDepositsSummary" {
  description = "Money in escrow, counted and added up by whether it is still held"

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
        db.query "escrow_deposits" {
          sort = {rows: "desc", value: "asc"}
          return = {type: "aggregate", group: {value: $db.escrow_deposits.status}, eval: {rows: $db.escrow_deposits.id|count, latest: $db.escrow_deposits.received_on|max, total: $db.escrow_deposits.amount|sum}}
        } as $answer
      }
      catch {
        throw {
          name = "EscrowDepositsSummaryFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
