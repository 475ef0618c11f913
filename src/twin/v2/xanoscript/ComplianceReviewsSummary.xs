// What Workers/ComplianceReviewsSummary does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/ComplianceReviewsSummary" {
  description = "Reviews by compliance with their findings, counted by how far they are"

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
        db.query "compliance_reviews" {
          sort = {rows: "desc", value: "asc"}
          return = {type: "aggregate", group: {value: $db.compliance_reviews.status}, eval: {rows: $db.compliance_reviews.id|count, latest: $db.compliance_reviews.started_at|max, total: $db.compliance_reviews.finding_count|sum}}
        } as $answer
      }
      catch {
        throw {
          name = "ComplianceReviewsSummaryFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
