// What Workers/FubPeopleSummary does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/FubPeopleSummary" {
  description = "Contacts of Follow Up Boss, counted by the source that they came from"

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
        db.query "fub_people" {
          sort = {rows: "desc", value: "asc"}
          return = {type: "aggregate", group: {value: $db.fub_people.source}, eval: {rows: $db.fub_people.id|count, latest: $db.fub_people.created_at|max}}
        } as $answer
      }
      catch {
        throw {
          name = "FubPeopleSummaryFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
