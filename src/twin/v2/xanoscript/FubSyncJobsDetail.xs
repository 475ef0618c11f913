// What Workers/FubSyncJobsDetail does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/FubSyncJobsDetail" {
  description = "One later load of the viewer: what it fetched, how many records, and why it failed"

  input {
    int user_id
    int id
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
          where = $db.fub_sync_jobs.id == $input.id && $db.fub_sync_jobs.user_id == $viewer.id
          return = {type: "single"}
        } as $answer
      }
      catch {
        throw {
          name = "FubSyncJobsDetailFailed"
          value = $error.message
        }
      }
    }

    precondition ($answer != null) {
      error_type = "notfound"
      error = "There is no such record."
    }
  }

  response = $answer
}
