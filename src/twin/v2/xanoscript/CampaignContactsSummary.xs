// What Workers/CampaignContactsSummary does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/CampaignContactsSummary" {
  description = "Recipients of campaigns, counted by how far the message got"

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
        db.query "campaign_contacts" {
          sort = {rows: "desc", value: "asc"}
          return = {type: "aggregate", group: {value: $db.campaign_contacts.status}, eval: {rows: $db.campaign_contacts.id|count, latest: $db.campaign_contacts.sent_at|max}}
        } as $answer
      }
      catch {
        throw {
          name = "CampaignContactsSummaryFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
