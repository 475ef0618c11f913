// What Workers/FubAppointmentsList does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/FubAppointmentsList" {
  description = "Appointments with contacts as agents keep them in Follow Up Boss, by their beginning"

  input {
    int user_id
    text outcome?
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

    precondition ($input.sort == null || $input.sort == "id" || $input.sort == "starts_at") {
      error_type = "inputerror"
      error = "Parameter sort must be id or starts_at."
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
            db.query "fub_appointments" {
              where = $db.fub_appointments.outcome ==? $input.outcome
              sort = {id: $order}
              return = {type: "list", paging: {page: $input.page, per_page: $input.per_page, totals: true}}
            } as $answer
          }
          else {
            db.query "fub_appointments" {
              where = $db.fub_appointments.outcome ==? $input.outcome
              sort = {starts_at: $order, id: "asc"}
              return = {type: "list", paging: {page: $input.page, per_page: $input.per_page, totals: true}}
            } as $answer
          }
        }
      }
      catch {
        throw {
          name = "FubAppointmentsListFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
