// What Workers/DocumentRequestsList does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/DocumentRequestsList" {
  description = "Documents that sales still wait for, by the day on which they are due"

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

    precondition ($input.sort == null || $input.sort == "id" || $input.sort == "due_on") {
      error_type = "inputerror"
      error = "Parameter sort must be id or due_on."
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
            db.query "document_requests" {
              where = $db.document_requests.status ==? $input.status
              sort = {id: $order}
              return = {type: "list", paging: {page: $input.page, per_page: $input.per_page, totals: true}}
            } as $answer
          }
          else {
            db.query "document_requests" {
              where = $db.document_requests.status ==? $input.status
              sort = {due_on: $order, id: "asc"}
              return = {type: "list", paging: {page: $input.page, per_page: $input.per_page, totals: true}}
            } as $answer
          }
        }
      }
      catch {
        throw {
          name = "DocumentRequestsListFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
