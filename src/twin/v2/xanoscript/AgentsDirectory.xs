// What Workers/AgentsDirectory does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/AgentsDirectory" {
  description = "The agents of the viewer's team, filtered, sorted and paged"

  input {
    int user_id
    text status?
    text state?
    text q?
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

    try_catch {
      try {
        db.query "agent" {
          where = $db.agent.team_id == $viewer.team_id && $db.agent.status ==? $input.status && $db.agent.state ==? $input.state
          sort = {id: "asc"}
          return = {type: "list", paging: {page: $input.page, per_page: $input.per_page, totals: true}}
        } as $answer
      }
      catch {
        throw {
          name = "AgentsDirectoryFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
