// What Workers/TeamProduction does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/TeamProduction" {
  description = "What each agent of the team produced in a year"

  input {
    int user_id
    int year?
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
        db.query "agent" {
          where = $db.agent.team_id == $viewer.team_id
          return = {type: "aggregate", eval: {rows: $db.agent.id|count}}
        } as $answer
      }
      catch {
        throw {
          name = "TeamProductionFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
