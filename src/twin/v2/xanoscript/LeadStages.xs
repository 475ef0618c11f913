// What Workers/LeadStages does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/LeadStages" {
  description = "The stages that a lead goes through"

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
        db.query "lead_stages" {
          where = $db.lead_stages.id > 0
          sort = {id: "asc"}
        } as $rows
      }
      catch {
        throw {
          name = "LeadStagesFailed"
          value = $error.message
        }
      }
    }

    var $answer {
      value = $rows
    }
  }

  response = $answer
}
