// What Workers/ReferralAgreementsDetail does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/ReferralAgreementsDetail" {
  description = "One signed agreement on a referral: its share, its cap and its document"

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
        db.get "referral_agreements" {
          field_name = "id"
          field_value = $input.id
        } as $answer
      }
      catch {
        throw {
          name = "ReferralAgreementsDetailFailed"
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
