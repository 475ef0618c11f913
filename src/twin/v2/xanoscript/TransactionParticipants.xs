// What Workers/TransactionParticipants does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/TransactionParticipants" {
  description = "Everyone who takes part in one transaction"

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

        db.query "participant" {
          where = $db.participant.transaction_id == $input.id
          sort = {id: "asc"}
        } as $rows
      }
      catch {
        throw {
          name = "TransactionParticipantsFailed"
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
