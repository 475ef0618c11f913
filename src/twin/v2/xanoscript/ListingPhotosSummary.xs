// What Workers/ListingPhotosSummary does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/ListingPhotosSummary" {
  description = "Photos of the listings of the scope, counted by caption"

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

    // The listings of these agents: a row is seen where its listing is.
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

        db.query "listing" {
          where = $db.listing.agent_id in $scope
        } as $listings

        var.update $parents {
          value = $listings|map:$$.id
        }

        db.query "listing_photos" {
          where = $db.listing_photos.listing_id in $parents
          sort = {rows: "desc", value: "asc"}
          return = {type: "aggregate", group: {value: $db.listing_photos.caption}, eval: {rows: $db.listing_photos.id|count, latest: $db.listing_photos.created_at|max}}
        } as $answer
      }
      catch {
        throw {
          name = "ListingPhotosSummaryFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
