// What Workers/RevenueSharePeriodsSummary does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/RevenueSharePeriodsSummary" {
  description = "Months of revenue share, counted and added up by how far they are settled"

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
        db.query "revenue_share_periods" {
          sort = {rows: "desc", value: "asc"}
          return = {type: "aggregate", group: {value: $db.revenue_share_periods.status}, eval: {rows: $db.revenue_share_periods.id|count, latest: $db.revenue_share_periods.paid_on|max, total: $db.revenue_share_periods.total_amount|sum}}
        } as $answer
      }
      catch {
        throw {
          name = "RevenueSharePeriodsSummaryFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
