// What Workers/ListingsList does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/ListingsList" {
  description = "Listings of the viewer's scope, filtered, sorted and paged"

  input {
    int user_id
    text stage?
    text property_type?
    decimal min_price?
    decimal max_price?
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

        db.query "listing" {
          where = $db.listing.agent_id in $scope && $db.listing.stage ==? $input.stage && $db.listing.property_type ==? $input.property_type
          sort = {id: "asc"}
          return = {type: "list", paging: {page: $input.page, per_page: $input.per_page, totals: true}}
        } as $answer
      }
      catch {
        throw {
          name = "ListingsListFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
