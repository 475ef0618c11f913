// What Workers/ClosingAppointmentsSummary does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/ClosingAppointmentsSummary" {
  description = "Appointments for closings, counted by whether they were kept"

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
        db.query "closing_appointments" {
          sort = {rows: "desc", value: "asc"}
          return = {type: "aggregate", group: {value: $db.closing_appointments.status}, eval: {rows: $db.closing_appointments.id|count, latest: $db.closing_appointments.starts_at|max}}
        } as $answer
      }
      catch {
        throw {
          name = "ClosingAppointmentsSummaryFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
