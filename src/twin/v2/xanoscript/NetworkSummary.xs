// What Workers/NetworkSummary does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/NetworkSummary" {
  description = "The network in one line"

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
        db.query "network_hierarchy" {
          join = {network_member: {table: "network_member", where: $db.network_member.network_id == $db.network_hierarchy.id}}
          where = $db.network_hierarchy.agent_id == $viewer.agent_id
          sort = {id: "asc"}
        } as $rows
      }
      catch {
        throw {
          name = "NetworkSummaryFailed"
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
