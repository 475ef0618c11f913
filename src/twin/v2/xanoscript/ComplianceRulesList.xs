// What Workers/ComplianceRulesList does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/ComplianceRulesList" {
  description = "The rules that compliance reviews sales by, each with the state where it holds"

  input {
    int user_id
    text state?
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

    precondition ($input.sort == null || $input.sort == "id" || $input.sort == "starts_on") {
      error_type = "inputerror"
      error = "Parameter sort must be id or starts_on."
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
            db.query "compliance_rules" {
              where = $db.compliance_rules.state ==? $input.state
              sort = {id: $order}
              return = {type: "list", paging: {page: $input.page, per_page: $input.per_page, totals: true}}
            } as $answer
          }
          else {
            db.query "compliance_rules" {
              where = $db.compliance_rules.state ==? $input.state
              sort = {starts_on: $order, id: "asc"}
              return = {type: "list", paging: {page: $input.page, per_page: $input.per_page, totals: true}}
            } as $answer
          }
        }
      }
      catch {
        throw {
          name = "ComplianceRulesListFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
