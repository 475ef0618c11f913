// What Workers/FubCallsList does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/FubCallsList" {
  description = "Telephone calls that Follow Up Boss logged, newest first, which agents' activity is read from"

  input {
    int user_id
    text outcome?
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

    precondition ($input.sort == null || $input.sort == "id" || $input.sort == "called_at") {
      error_type = "inputerror"
      error = "Parameter sort must be id or called_at."
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
            db.query "fub_calls" {
              where = $db.fub_calls.outcome ==? $input.outcome
              sort = {id: $order}
              return = {type: "list", paging: {page: $input.page, per_page: $input.per_page, totals: true}}
            } as $answer
          }
          else {
            db.query "fub_calls" {
              where = $db.fub_calls.outcome ==? $input.outcome
              sort = {called_at: $order, id: "asc"}
              return = {type: "list", paging: {page: $input.page, per_page: $input.per_page, totals: true}}
            } as $answer
          }
        }
      }
      catch {
        throw {
          name = "FubCallsListFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
