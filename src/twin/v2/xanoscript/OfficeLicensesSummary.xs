// What Workers/OfficeLicensesSummary does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/OfficeLicensesSummary" {
  description = "Licences of offices with their fees, counted by whether they are valid"

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
        db.query "office_licenses" {
          sort = {rows: "desc", value: "asc"}
          return = {type: "aggregate", group: {value: $db.office_licenses.status}, eval: {rows: $db.office_licenses.id|count, latest: $db.office_licenses.issued_on|max, total: $db.office_licenses.fee|sum}}
        } as $answer
      }
      catch {
        throw {
          name = "OfficeLicensesSummaryFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
