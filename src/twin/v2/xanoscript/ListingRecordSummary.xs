// What Workers/ListingRecordSummary does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/ListingRecordSummary" {
  description = "Listings of the scope with their list prices, counted by type of property"

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

        db.query "listing" {
          where = $db.listing.agent_id in $scope
          sort = {rows: "desc", value: "asc"}
          return = {type: "aggregate", group: {value: $db.listing.property_type}, eval: {rows: $db.listing.id|count, latest: $db.listing.created_at|max, total: $db.listing.list_price|sum}}
        } as $answer
      }
      catch {
        throw {
          name = "ListingRecordSummaryFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
