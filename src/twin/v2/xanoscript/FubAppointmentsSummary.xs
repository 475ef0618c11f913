// What Workers/FubAppointmentsSummary does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/FubAppointmentsSummary" {
  description = "Appointments with contacts, counted by what came of them"

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
        db.query "fub_appointments" {
          sort = {rows: "desc", value: "asc"}
          return = {type: "aggregate", group: {value: $db.fub_appointments.outcome}, eval: {rows: $db.fub_appointments.id|count, latest: $db.fub_appointments.starts_at|max}}
        } as $answer
      }
      catch {
        throw {
          name = "FubAppointmentsSummaryFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
