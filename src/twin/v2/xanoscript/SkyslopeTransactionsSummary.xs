// What Workers/SkyslopeTransactionsSummary does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/SkyslopeTransactionsSummary" {
  description = "Sales from SkySlope, counted by the state that SkySlope gives them"

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
        db.query "skyslope_transactions" {
          sort = {rows: "desc", value: "asc"}
          return = {type: "aggregate", group: {value: $db.skyslope_transactions.status}, eval: {rows: $db.skyslope_transactions.id|count, latest: $db.skyslope_transactions.synced_at|max}}
        } as $answer
      }
      catch {
        throw {
          name = "SkyslopeTransactionsSummaryFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
