// What Workers/FeeSchedulesSummary does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/FeeSchedulesSummary" {
  description = "Agreed fees, counted and added up by kind of fee"

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
        db.query "fee_schedules" {
          sort = {rows: "desc", value: "asc"}
          return = {type: "aggregate", group: {value: $db.fee_schedules.kind}, eval: {rows: $db.fee_schedules.id|count, latest: $db.fee_schedules.starts_on|max, total: $db.fee_schedules.amount|sum}}
        } as $answer
      }
      catch {
        throw {
          name = "FeeSchedulesSummaryFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
