// What Workers/ListingHistoryList does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/ListingHistoryList" {
  description = "Changes of price and stage over all listings of the scope, newest first"

  input {
    int user_id
    text event?
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

    precondition ($input.sort == null || $input.sort == "id" || $input.sort == "changed_at") {
      error_type = "inputerror"
      error = "Parameter sort must be id or changed_at."
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
            db.query "listing_history" {
              where = $db.listing_history.listing_id in $parents && $db.listing_history.event ==? $input.event
              sort = {id: $order}
              return = {type: "list", paging: {page: $input.page, per_page: $input.per_page, totals: true}}
            } as $answer
          }
          else {
            db.query "listing_history" {
              where = $db.listing_history.listing_id in $parents && $db.listing_history.event ==? $input.event
              sort = {changed_at: $order, id: "asc"}
              return = {type: "list", paging: {page: $input.page, per_page: $input.per_page, totals: true}}
            } as $answer
          }
        }
      }
      catch {
        throw {
          name = "ListingHistoryListFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
