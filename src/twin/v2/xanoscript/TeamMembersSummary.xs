// What Workers/TeamMembersSummary does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/TeamMembersSummary" {
  description = "Members of the viewer's team, counted by role"

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
        db.query "team_members" {
          where = $db.team_members.team_id == $viewer.team_id
          sort = {rows: "desc", value: "asc"}
          return = {type: "aggregate", group: {value: $db.team_members.role}, eval: {rows: $db.team_members.id|count, latest: $db.team_members.created_at|max}}
        } as $answer
      }
      catch {
        throw {
          name = "TeamMembersSummaryFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
