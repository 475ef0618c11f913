// What Workers/SignatureRecipientsDetail does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/SignatureRecipientsDetail" {
  description = "One signer of a set of papers: the role, the place in the order, and the reason for a refusal"

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
        db.get "signature_recipients" {
          field_name = "id"
          field_value = $input.id
        } as $answer
      }
      catch {
        throw {
          name = "SignatureRecipientsDetailFailed"
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
