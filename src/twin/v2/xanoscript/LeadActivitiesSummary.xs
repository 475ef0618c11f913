// What Workers/LeadActivitiesSummary does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/LeadActivitiesSummary" {
  description = "What was done about the leads of the scope, counted by outcome"

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

    // The leads of these agents: a row is seen where its lead is.
    var $parents {
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
        } as $leads

        var.update $parents {
          value = $leads|map:$$.id
        }

        db.query "lead_activities" {
          where = $db.lead_activities.lead_id in $parents
          sort = {rows: "desc", value: "asc"}
          return = {type: "aggregate", group: {value: $db.lead_activities.outcome}, eval: {rows: $db.lead_activities.id|count, latest: $db.lead_activities.happened_at|max}}
        } as $answer
      }
      catch {
        throw {
          name = "LeadActivitiesSummaryFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
