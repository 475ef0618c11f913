// What Workers/RegionsSummary does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/RegionsSummary" {
  description = "Regions with their number of offices, counted by state of the country"

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
        db.query "regions" {
          sort = {rows: "desc", value: "asc"}
          return = {type: "aggregate", group: {value: $db.regions.state}, eval: {rows: $db.regions.id|count, latest: $db.regions.created_at|max, total: $db.regions.office_count|sum}}
        } as $answer
      }
      catch {
        throw {
          name = "RegionsSummaryFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
