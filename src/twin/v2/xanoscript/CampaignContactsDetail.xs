// What Workers/CampaignContactsDetail does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/CampaignContactsDetail" {
  description = "One recipient of a campaign: when it was sent, opened and clicked"

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
        db.get "campaign_contacts" {
          field_name = "id"
          field_value = $input.id
        } as $answer
      }
      catch {
        throw {
          name = "CampaignContactsDetailFailed"
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
