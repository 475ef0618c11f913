// What Workers/SponsorBonusesList does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/SponsorBonusesList" {
  description = "Bonuses that agents earned for those whom they brought, by the day they were earned"

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

    precondition ($input.sort == null || $input.sort == "id" || $input.sort == "earned_on") {
      error_type = "inputerror"
      error = "Parameter sort must be id or earned_on."
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
            db.query "sponsor_bonuses" {
              where = $db.sponsor_bonuses.kind ==? $input.kind
              sort = {id: $order}
              return = {type: "list", paging: {page: $input.page, per_page: $input.per_page, totals: true}}
            } as $answer
          }
          else {
            db.query "sponsor_bonuses" {
              where = $db.sponsor_bonuses.kind ==? $input.kind
              sort = {earned_on: $order, id: "asc"}
              return = {type: "list", paging: {page: $input.page, per_page: $input.per_page, totals: true}}
            } as $answer
          }
        }
      }
      catch {
        throw {
          name = "SponsorBonusesListFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
