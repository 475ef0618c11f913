// What Workers/TitleOrdersList does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/TitleOrdersList" {
  description = "Orders to title companies for sales, by the day on which they were placed"

  input {
    int user_id
    text status?
    text sort?
    text order?
    int page?
    int per_page?
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

    precondition ($input.sort == null || $input.sort == "id" || $input.sort == "ordered_on") {
      error_type = "inputerror"
      error = "Parameter sort must be id or ordered_on."
    }

    precondition ($input.order == null || $input.order == "asc" || $input.order == "desc") {
      error_type = "inputerror"
      error = "Parameter order must be asc or desc."
    }

    var $order {
      value = $input.order ?? "desc"
    }

    try_catch {
      try {
        conditional {
          if ($input.sort == "id") {
            db.query "title_orders" {
              where = $db.title_orders.status ==? $input.status
              sort = {id: $order}
              return = {type: "list", paging: {page: $input.page, per_page: $input.per_page, totals: true}}
            } as $answer
          }
          else {
            db.query "title_orders" {
              where = $db.title_orders.status ==? $input.status
              sort = {ordered_on: $order, id: "asc"}
              return = {type: "list", paging: {page: $input.page, per_page: $input.per_page, totals: true}}
            } as $answer
          }
        }
      }
      catch {
        throw {
          name = "TitleOrdersListFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
