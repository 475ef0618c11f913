// What Workers/SignatureEnvelopesSummary does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/SignatureEnvelopesSummary" {
  description = "Papers sent for signature, counted by how far they got"

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
        db.query "signature_envelopes" {
          sort = {rows: "desc", value: "asc"}
          return = {type: "aggregate", group: {value: $db.signature_envelopes.status}, eval: {rows: $db.signature_envelopes.id|count, latest: $db.signature_envelopes.sent_at|max}}
        } as $answer
      }
      catch {
        throw {
          name = "SignatureEnvelopesSummaryFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
