// What Workers/FubSyncJobsList does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/FubSyncJobsList" {
  description = "The viewer's later loads out of Follow Up Boss, newest first, as the syncing screen shows them"

  input {
    int user_id
    text status?
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

    try_catch {
      try {
        conditional {
          if ($input.sort == "id") {
            db.query "fub_sync_jobs" {
              where = $db.fub_sync_jobs.user_id == $viewer.id && $db.fub_sync_jobs.status ==? $input.status
              sort = {id: $order}
              return = {type: "list", paging: {page: $input.page, per_page: $input.per_page, totals: true}}
            } as $answer
          }
          else {
            db.query "fub_sync_jobs" {
              where = $db.fub_sync_jobs.user_id == $viewer.id && $db.fub_sync_jobs.status ==? $input.status
              sort = {created_at: $order, id: "asc"}
              return = {type: "list", paging: {page: $input.page, per_page: $input.per_page, totals: true}}
            } as $answer
          }
        }
      }
      catch {
        throw {
          name = "FubSyncJobsListFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
