// What Workers/FubSyncJobsSummary does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/FubSyncJobsSummary" {
  description = "The viewer's later loads with the records that they brought, counted by what was fetched"

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
        db.query "fub_sync_jobs" {
          where = $db.fub_sync_jobs.user_id == $viewer.id
          sort = {rows: "desc", value: "asc"}
          return = {type: "aggregate", group: {value: $db.fub_sync_jobs.kind}, eval: {rows: $db.fub_sync_jobs.id|count, latest: $db.fub_sync_jobs.created_at|max, total: $db.fub_sync_jobs.records|sum}}
        } as $answer
      }
      catch {
        throw {
          name = "FubSyncJobsSummaryFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
