// What Workers/ContributionList does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/ContributionList" {
  description = "What agents' closings paid into their sponsors' revenue share, newest first, with the tier that earned it"

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

    precondition ($input.sort == null || $input.sort == "id" || $input.sort == "contributed_at") {
      error_type = "inputerror"
      error = "Parameter sort must be id or contributed_at."
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
            db.query "contribution" {
              where = $db.contribution.kind ==? $input.kind
              sort = {id: $order}
              return = {type: "list", paging: {page: $input.page, per_page: $input.per_page, totals: true}}
            } as $answer
          }
          else {
            db.query "contribution" {
              where = $db.contribution.kind ==? $input.kind
              sort = {contributed_at: $order, id: "asc"}
              return = {type: "list", paging: {page: $input.page, per_page: $input.per_page, totals: true}}
            } as $answer
          }
        }
      }
      catch {
        throw {
          name = "ContributionListFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
