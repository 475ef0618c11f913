// What Workers/ListingsByPropertyType does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/ListingsByPropertyType" {
  description = "Listings by property type"

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

        db.query "listing" {
          where = $db.listing.agent_id in $scope
          return = {type: "aggregate", eval: {rows: $db.listing.id|count}}
        } as $answer
      }
      catch {
        throw {
          name = "ListingsByPropertyTypeFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
