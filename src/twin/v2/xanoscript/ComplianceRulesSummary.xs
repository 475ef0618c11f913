// What Workers/ComplianceRulesSummary does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/ComplianceRulesSummary" {
  description = "Rules of compliance, counted by the state where they hold"

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
        db.query "compliance_rules" {
          sort = {rows: "desc", value: "asc"}
          return = {type: "aggregate", group: {value: $db.compliance_rules.state}, eval: {rows: $db.compliance_rules.id|count, latest: $db.compliance_rules.starts_on|max}}
        } as $answer
      }
      catch {
        throw {
          name = "ComplianceRulesSummaryFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
