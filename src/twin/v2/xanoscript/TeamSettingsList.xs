// What Workers/TeamSettingsList does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/TeamSettingsList" {
  description = "How the viewer's team is set up: sharing, leaderboard, goals and the routing of leads"

  input {
    int user_id
    text lead_routing?
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
            db.query "team_settings" {
              where = $db.team_settings.team_id == $viewer.team_id && $db.team_settings.lead_routing ==? $input.lead_routing
              sort = {id: $order}
              return = {type: "list", paging: {page: $input.page, per_page: $input.per_page, totals: true}}
            } as $answer
          }
          else {
            db.query "team_settings" {
              where = $db.team_settings.team_id == $viewer.team_id && $db.team_settings.lead_routing ==? $input.lead_routing
              sort = {created_at: $order, id: "asc"}
              return = {type: "list", paging: {page: $input.page, per_page: $input.per_page, totals: true}}
            } as $answer
          }
        }
      }
      catch {
        throw {
          name = "TeamSettingsListFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
