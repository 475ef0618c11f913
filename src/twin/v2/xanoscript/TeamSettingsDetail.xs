// What Workers/TeamSettingsDetail does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/TeamSettingsDetail" {
  description = "One set of settings of the viewer's team, as its owner edits it"

  input {
    int user_id
    int id
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
          where = $db.team_settings.id == $input.id && $db.team_settings.team_id == $viewer.team_id
          return = {type: "single"}
        } as $answer
      }
      catch {
        throw {
          name = "TeamSettingsDetailFailed"
          value = $error.message
        }
      }
    }

    precondition ($answer != null) {
      error_type = "notfound"
      error = "There is no such record."
    }
  }

  response = $answer
}
