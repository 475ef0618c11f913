// What Workers/LeadRecordDetail does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/LeadRecordDetail" {
  description = "One lead of the scope as a whole record, contact and price range included"

  input {
    int user_id
    int id
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
          where = $db.lead.id == $input.id && $db.lead.agent_id in $scope
          return = {type: "single"}
        } as $answer
      }
      catch {
        throw {
          name = "LeadRecordDetailFailed"
          value = $error.message
        }
      }
    }

    precondition ($answer != null) {
      error_type = "notfound"
      error = "There is no such record."
    }
  }

  response = $answer
}
