// What Workers/SignatureRecipientsSummary does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/SignatureRecipientsSummary" {
  description = "Signers of papers, counted by the role in which they sign"

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
        db.query "signature_recipients" {
          sort = {rows: "desc", value: "asc"}
          return = {type: "aggregate", group: {value: $db.signature_recipients.role}, eval: {rows: $db.signature_recipients.id|count, latest: $db.signature_recipients.signed_at|max}}
        } as $answer
      }
      catch {
        throw {
          name = "SignatureRecipientsSummaryFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
