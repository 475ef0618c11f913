// What Workers/TitleOrdersSummary does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/TitleOrdersSummary" {
  description = "Orders to title companies with their fees, counted by how far they are"

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
        db.query "title_orders" {
          sort = {rows: "desc", value: "asc"}
          return = {type: "aggregate", group: {value: $db.title_orders.status}, eval: {rows: $db.title_orders.id|count, latest: $db.title_orders.ordered_on|max, total: $db.title_orders.fee_amount|sum}}
        } as $answer
      }
      catch {
        throw {
          name = "TitleOrdersSummaryFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
