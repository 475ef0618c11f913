// What Workers/RezenListingsSummary does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/RezenListingsSummary" {
  description = "Listings from reZEN, counted by the state that reZEN gives them"

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

    try_catch {
      try {
        db.query "rezen_listings" {
          sort = {rows: "desc", value: "asc"}
          return = {type: "aggregate", group: {value: $db.rezen_listings.status}, eval: {rows: $db.rezen_listings.id|count, latest: $db.rezen_listings.synced_at|max}}
        } as $answer
      }
      catch {
        throw {
          name = "RezenListingsSummaryFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
