// What Workers/ReferralAgreementsSummary does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/ReferralAgreementsSummary" {
  description = "Agreements on referrals with their caps, counted by whether they are in force"

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
        db.query "referral_agreements" {
          sort = {rows: "desc", value: "asc"}
          return = {type: "aggregate", group: {value: $db.referral_agreements.status}, eval: {rows: $db.referral_agreements.id|count, latest: $db.referral_agreements.signed_on|max, total: $db.referral_agreements.cap_amount|sum}}
        } as $answer
      }
      catch {
        throw {
          name = "ReferralAgreementsSummaryFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
