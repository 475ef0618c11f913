// What Workers/LeadRecordSummary does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/LeadRecordSummary" {
  description = "Leads of the scope with their upper prices, counted by source"

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

    // The agents whose rows the viewer sees.
    var $scope {
      value = []
    }

    try_catch {
      try {
        db.query "agent" {
          where = $db.agent.id == $viewer.agent_id || $db.agent.team_id == $viewer.team_id
        } as $agents

        var.update $scope {
          value = $agents|map:$$.id
        }

        db.query "lead" {
          where = $db.lead.agent_id in $scope
          sort = {rows: "desc", value: "asc"}
          return = {type: "aggregate", group: {value: $db.lead.source}, eval: {rows: $db.lead.id|count, latest: $db.lead.created_at|max, total: $db.lead.price_max|sum}}
        } as $answer
      }
      catch {
        throw {
          name = "LeadRecordSummaryFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
