// What Workers/LeadActivitiesList does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/LeadActivitiesList" {
  description = "Everything that was done about the leads of the scope, newest first"

  input {
    int user_id
    text kind?
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

    precondition ($input.sort == null || $input.sort == "id" || $input.sort == "happened_at") {
      error_type = "inputerror"
      error = "Parameter sort must be id or happened_at."
    }

    precondition ($input.order == null || $input.order == "asc" || $input.order == "desc") {
      error_type = "inputerror"
      error = "Parameter order must be asc or desc."
    }

    var $order {
      value = $input.order ?? "desc"
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

        conditional {
          if ($input.sort == "id") {
            db.query "lead_activities" {
              where = $db.lead_activities.lead_id in $parents && $db.lead_activities.kind ==? $input.kind
              sort = {id: $order}
              return = {type: "list", paging: {page: $input.page, per_page: $input.per_page, totals: true}}
            } as $answer
          }
          else {
            db.query "lead_activities" {
              where = $db.lead_activities.lead_id in $parents && $db.lead_activities.kind ==? $input.kind
              sort = {happened_at: $order, id: "asc"}
              return = {type: "list", paging: {page: $input.page, per_page: $input.per_page, totals: true}}
            } as $answer
          }
        }
      }
      catch {
        throw {
          name = "LeadActivitiesListFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
