// What Workers/MentorshipsSummary does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/MentorshipsSummary" {
  description = "Mentorships with the fees paid, counted by how far they are"

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
        db.query "mentorships" {
          sort = {rows: "desc", value: "asc"}
          return = {type: "aggregate", group: {value: $db.mentorships.status}, eval: {rows: $db.mentorships.id|count, latest: $db.mentorships.started_on|max, total: $db.mentorships.fee_paid|sum}}
        } as $answer
      }
      catch {
        throw {
          name = "MentorshipsSummaryFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
