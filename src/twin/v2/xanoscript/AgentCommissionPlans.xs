// What Workers/AgentCommissionPlans does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/AgentCommissionPlans" {
  description = "The commission plans of the viewer's agent"

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
        db.query "agent_commission" {
          where = $db.agent_commission.agent_id == $viewer.agent_id
          sort = {id: "asc"}
        } as $rows
      }
      catch {
        throw {
          name = "AgentCommissionPlansFailed"
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
