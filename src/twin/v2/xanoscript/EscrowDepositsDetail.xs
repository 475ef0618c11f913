// What Workers/EscrowDepositsDetail does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/EscrowDepositsDetail" {
  description = "One deposit in escrow: who holds it, for which sale, and when it was released"

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
        db.get "escrow_deposits" {
          field_name = "id"
          field_value = $input.id
        } as $answer
      }
      catch {
        throw {
          name = "EscrowDepositsDetailFailed"
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
