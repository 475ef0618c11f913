// What Workers/StateBrokersSummary does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/StateBrokersSummary" {
  description = "Brokers who answer for states, counted by state of the country"

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
        db.query "state_brokers" {
          sort = {rows: "desc", value: "asc"}
          return = {type: "aggregate", group: {value: $db.state_brokers.state}, eval: {rows: $db.state_brokers.id|count, latest: $db.state_brokers.since_on|max}}
        } as $answer
      }
      catch {
        throw {
          name = "StateBrokersSummaryFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
