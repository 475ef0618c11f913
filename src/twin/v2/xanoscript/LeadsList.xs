// What Workers/LeadsList does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/LeadsList" {
  description = "Leads of the viewer's scope, filtered, sorted and paged"

  input {
    int user_id
    text status?
    int stage_id?
    text source?
    bool hot?
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

    // The agents whose figures the viewer sees.
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
          where = $db.lead.agent_id in $scope && $db.lead.status ==? $input.status && $db.lead.stage_id ==? $input.stage_id && $db.lead.source ==? $input.source
          sort = {id: "asc"}
          return = {type: "list", paging: {page: $input.page, per_page: $input.per_page, totals: true}}
        } as $answer
      }
      catch {
        throw {
          name = "LeadsListFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
