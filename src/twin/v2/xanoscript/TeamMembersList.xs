// What Workers/TeamMembersList does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/TeamMembersList" {
  description = "Who belongs to the viewer's team, in which role, and who has left it"

  input {
    int user_id
    text role?
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

    precondition ($input.sort == null || $input.sort == "id" || $input.sort == "created_at") {
      error_type = "inputerror"
      error = "Parameter sort must be id or created_at."
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
            db.query "team_members" {
              where = $db.team_members.team_id == $viewer.team_id && $db.team_members.role ==? $input.role
              sort = {id: $order}
              return = {type: "list", paging: {page: $input.page, per_page: $input.per_page, totals: true}}
            } as $answer
          }
          else {
            db.query "team_members" {
              where = $db.team_members.team_id == $viewer.team_id && $db.team_members.role ==? $input.role
              sort = {created_at: $order, id: "asc"}
              return = {type: "list", paging: {page: $input.page, per_page: $input.per_page, totals: true}}
            } as $answer
          }
        }
      }
      catch {
        throw {
          name = "TeamMembersListFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
