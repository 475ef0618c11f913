// What Workers/NetworkFrontline does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/NetworkFrontline" {
  description = "Members on the viewer's first tier and what stands below each"

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
        function.run "Workers/NetworkRoster" {
          input = {user_id: $input.user_id}
        } as $first

        db.query "network_hierarchy" {
          join = {network_member: {table: "network_member", where: $db.network_member.network_id == $db.network_hierarchy.id}}
          where = $db.network_hierarchy.agent_id == $viewer.agent_id
          sort = {id: "asc"}
        } as $rows
      }
      catch {
        throw {
          name = "NetworkFrontlineFailed"
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
