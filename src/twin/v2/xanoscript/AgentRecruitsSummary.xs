// What Workers/AgentRecruitsSummary does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/AgentRecruitsSummary" {
  description = "Agents who are being recruited with their volume this year, counted by status"

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
        db.query "agent_recruits" {
          sort = {rows: "desc", value: "asc"}
          return = {type: "aggregate", group: {value: $db.agent_recruits.status}, eval: {rows: $db.agent_recruits.id|count, latest: $db.agent_recruits.created_at|max, total: $db.agent_recruits.volume_ytd|sum}}
        } as $answer
      }
      catch {
        throw {
          name = "AgentRecruitsSummaryFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
