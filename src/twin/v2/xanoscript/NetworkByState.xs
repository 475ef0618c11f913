// What Workers/NetworkByState does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/NetworkByState" {
  description = "The viewer's network by state"

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
          return = {type: "aggregate", eval: {rows: $db.network_member.id|count}}
        } as $answer
      }
      catch {
        throw {
          name = "NetworkByStateFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
