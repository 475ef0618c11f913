// What Workers/TeamSettingsSummary does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/TeamSettingsSummary" {
  description = "Settings of the viewer's team with its goal for commission, counted by how leads are routed"

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
        db.query "team_settings" {
          where = $db.team_settings.team_id == $viewer.team_id
          sort = {rows: "desc", value: "asc"}
          return = {type: "aggregate", group: {value: $db.team_settings.lead_routing}, eval: {rows: $db.team_settings.id|count, latest: $db.team_settings.created_at|max, total: $db.team_settings.goal_gci|sum}}
        } as $answer
      }
      catch {
        throw {
          name = "TeamSettingsSummaryFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
