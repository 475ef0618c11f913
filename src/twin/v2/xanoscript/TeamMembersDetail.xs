// What Workers/TeamMembersDetail does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/TeamMembersDetail" {
  description = "One membership in the viewer's team: its role, its split, and from when to when"

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
        db.query "team_members" {
          where = $db.team_members.id == $input.id && $db.team_members.team_id == $viewer.team_id
          return = {type: "single"}
        } as $answer
      }
      catch {
        throw {
          name = "TeamMembersDetailFailed"
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
