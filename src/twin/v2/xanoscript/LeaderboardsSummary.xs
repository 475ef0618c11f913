// What Workers/LeaderboardsSummary does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/LeaderboardsSummary" {
  description = "Leaderboards, counted by what they rank"

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
        db.query "leaderboards" {
          sort = {rows: "desc", value: "asc"}
          return = {type: "aggregate", group: {value: $db.leaderboards.kind}, eval: {rows: $db.leaderboards.id|count, latest: $db.leaderboards.starts_on|max}}
        } as $answer
      }
      catch {
        throw {
          name = "LeaderboardsSummaryFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
