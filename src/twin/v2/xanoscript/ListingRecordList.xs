// What Workers/ListingRecordList does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/ListingRecordList" {
  description = "Listings of the viewer's scope as whole records, with every column that is kept of them"

  input {
    int user_id
    text stage?
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

    try_catch {
      try {
        db.query "agent" {
          where = $db.agent.id == $viewer.agent_id || $db.agent.team_id == $viewer.team_id
        } as $agents

        var.update $scope {
          value = $agents|map:$$.id
        }

        conditional {
          if ($input.sort == "id") {
            db.query "listing" {
              where = $db.listing.agent_id in $scope && $db.listing.stage ==? $input.stage
              sort = {id: $order}
              return = {type: "list", paging: {page: $input.page, per_page: $input.per_page, totals: true}}
            } as $answer
          }
          else {
            db.query "listing" {
              where = $db.listing.agent_id in $scope && $db.listing.stage ==? $input.stage
              sort = {created_at: $order, id: "asc"}
              return = {type: "list", paging: {page: $input.page, per_page: $input.per_page, totals: true}}
            } as $answer
          }
        }
      }
      catch {
        throw {
          name = "ListingRecordListFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
