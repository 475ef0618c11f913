// What Workers/SkyslopeListingsSummary does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/SkyslopeListingsSummary" {
  description = "Listings from SkySlope, counted by the state that SkySlope gives them"

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
        db.query "skyslope_listings" {
          sort = {rows: "desc", value: "asc"}
          return = {type: "aggregate", group: {value: $db.skyslope_listings.status}, eval: {rows: $db.skyslope_listings.id|count, latest: $db.skyslope_listings.synced_at|max}}
        } as $answer
      }
      catch {
        throw {
          name = "SkyslopeListingsSummaryFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
