// What Workers/FubEventsList does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/FubEventsList" {
  description = "What Follow Up Boss noticed of its contacts, from enquiries to visits, newest first"

  input {
    int user_id
    text kind?
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

    precondition ($input.sort == null || $input.sort == "id" || $input.sort == "happened_at") {
      error_type = "inputerror"
      error = "Parameter sort must be id or happened_at."
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
            db.query "fub_events" {
              where = $db.fub_events.kind ==? $input.kind
              sort = {id: $order}
              return = {type: "list", paging: {page: $input.page, per_page: $input.per_page, totals: true}}
            } as $answer
          }
          else {
            db.query "fub_events" {
              where = $db.fub_events.kind ==? $input.kind
              sort = {happened_at: $order, id: "asc"}
              return = {type: "list", paging: {page: $input.page, per_page: $input.per_page, totals: true}}
            } as $answer
          }
        }
      }
      catch {
        throw {
          name = "FubEventsListFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
