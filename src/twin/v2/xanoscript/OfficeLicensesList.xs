// What Workers/OfficeLicensesList does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/OfficeLicensesList" {
  description = "Licences that offices hold, by their date of issue, so that none expires unseen"

  input {
    int user_id
    text state?
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

    precondition ($input.sort == null || $input.sort == "id" || $input.sort == "issued_on") {
      error_type = "inputerror"
      error = "Parameter sort must be id or issued_on."
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
            db.query "office_licenses" {
              where = $db.office_licenses.state ==? $input.state
              sort = {id: $order}
              return = {type: "list", paging: {page: $input.page, per_page: $input.per_page, totals: true}}
            } as $answer
          }
          else {
            db.query "office_licenses" {
              where = $db.office_licenses.state ==? $input.state
              sort = {issued_on: $order, id: "asc"}
              return = {type: "list", paging: {page: $input.page, per_page: $input.per_page, totals: true}}
            } as $answer
          }
        }
      }
      catch {
        throw {
          name = "OfficeLicensesListFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
