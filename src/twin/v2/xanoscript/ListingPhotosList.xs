// What Workers/ListingPhotosList does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/ListingPhotosList" {
  description = "Photos of all listings of the scope with their size and place, newest first"

  input {
    int user_id
    text caption?
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

    precondition ($input.sort == null || $input.sort == "id" || $input.sort == "created_at") {
      error_type = "inputerror"
      error = "Parameter sort must be id or created_at."
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

        conditional {
          if ($input.sort == "id") {
            db.query "listing_photos" {
              where = $db.listing_photos.listing_id in $parents && $db.listing_photos.caption ==? $input.caption
              sort = {id: $order}
              return = {type: "list", paging: {page: $input.page, per_page: $input.per_page, totals: true}}
            } as $answer
          }
          else {
            db.query "listing_photos" {
              where = $db.listing_photos.listing_id in $parents && $db.listing_photos.caption ==? $input.caption
              sort = {created_at: $order, id: "asc"}
              return = {type: "list", paging: {page: $input.page, per_page: $input.per_page, totals: true}}
            } as $answer
          }
        }
      }
      catch {
        throw {
          name = "ListingPhotosListFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
