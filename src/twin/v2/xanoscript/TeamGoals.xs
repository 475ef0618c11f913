// What Workers/TeamGoals does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/TeamGoals" {
  description = "The team's goals and its year so far"

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
        function.run "Workers/TeamProduction" {
          input = {user_id: $input.user_id}
        } as $first

        db.query "team_settings" {
          where = $db.team_settings.team_id == $viewer.team_id
          sort = {id: "asc"}
        } as $rows
      }
      catch {
        throw {
          name = "TeamGoalsFailed"
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
