// What Workers/InsuranceClaimsDetail does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/InsuranceClaimsDetail" {
  description = "One claim against an insurance policy: what was claimed, what was paid, and when it ended"

  input {
    int user_id
    int id
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
        db.get "insurance_claims" {
          field_name = "id"
          field_value = $input.id
        } as $answer
      }
      catch {
        throw {
          name = "InsuranceClaimsDetailFailed"
          value = $error.message
        }
      }
    }

    precondition ($answer != null) {
      error_type = "notfound"
      error = "There is no such record."
    }
  }

  response = $answer
}
