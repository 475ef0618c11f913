// What Workers/RevenueSharePeriodsDetail does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/RevenueSharePeriodsDetail" {
  description = "One month of revenue share: its total, its agents, and when it was closed"

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
        db.get "revenue_share_periods" {
          field_name = "id"
          field_value = $input.id
        } as $answer
      }
      catch {
        throw {
          name = "RevenueSharePeriodsDetailFailed"
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
