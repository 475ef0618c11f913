// What Workers/TeamMembers does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/TeamMembers" {
  description = "Who belongs to the viewer's team"

  input {
    int user_id
    bool active?
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
        db.query "team_members" {
          where = $db.team_members.team_id == $viewer.team_id && $db.team_members.is_active ==? $input.active
          sort = {id: "asc"}
        } as $rows
      }
      catch {
        throw {
          name = "TeamMembersFailed"
          value = $error.message
        }
      }
    }

    var $answer {
      value = $rows
    }
  }

  response = $answer
}
