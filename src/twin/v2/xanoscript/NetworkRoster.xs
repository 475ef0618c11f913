// What Workers/NetworkRoster does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/NetworkRoster" {
  description = "The viewer's network, filtered, sorted and paged"

  input {
    int user_id
    int tier?
    text status?
    text state?
    bool active?
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
        db.query "network_hierarchy" {
          join = {network_member: {table: "network_member", where: $db.network_member.network_id == $db.network_hierarchy.id}}
          where = $db.network_hierarchy.agent_id == $viewer.agent_id && $db.network_hierarchy.tier ==? $input.tier && $db.network_hierarchy.status ==? $input.status && $db.network_member.state ==? $input.state
          sort = {id: "asc"}
          return = {type: "list", paging: {page: $input.page, per_page: $input.per_page, totals: true}}
        } as $answer
      }
      catch {
        throw {
          name = "NetworkRosterFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
