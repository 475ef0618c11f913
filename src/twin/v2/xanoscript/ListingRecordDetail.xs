// What Workers/ListingRecordDetail does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/ListingRecordDetail" {
  description = "One listing of the scope as a whole record: address, prices, rooms and where it came from"

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

        db.query "listing" {
          where = $db.listing.id == $input.id && $db.listing.agent_id in $scope
          return = {type: "single"}
        } as $answer
      }
      catch {
        throw {
          name = "ListingRecordDetailFailed"
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
