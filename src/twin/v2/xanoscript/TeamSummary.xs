// What Workers/TeamSummary does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/TeamSummary" {
  description = "Teams with their caps, counted and added up by state of the country"

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
          sort = {rows: "desc", value: "asc"}
          return = {type: "aggregate", group: {value: $db.team.state}, eval: {rows: $db.team.id|count, latest: $db.team.created_at|max, total: $db.team.cap_amount|sum}}
        } as $answer
      }
      catch {
        throw {
          name = "TeamSummaryFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
