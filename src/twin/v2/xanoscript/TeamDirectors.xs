// What Workers/TeamDirectors does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/TeamDirectors" {
  description = "The directors of the viewer's team"

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
        db.query "team_director_assignments" {
          where = $db.team_director_assignments.team_id == $viewer.team_id
          sort = {id: "asc"}
        } as $rows
      }
      catch {
        throw {
          name = "TeamDirectorsFailed"
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
