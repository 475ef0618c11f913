// What Workers/TeamOverview does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/TeamOverview" {
  description = "The viewer's team"

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
        db.query "team" {
          where = $db.team.id == $viewer.team_id
          sort = {id: "asc"}
        } as $rows
      }
      catch {
        throw {
          name = "TeamOverviewFailed"
          value = $error.message
        }
      }
    }

    conditional {
      if (`($rows|count) == 0`) {
        var $answer {
          value = {count: 0}
        }
      }
      else {
        var $answer {
          value = {count: $rows|count, first: $rows|first}
        }
      }
    }
  }

  response = $answer
}
