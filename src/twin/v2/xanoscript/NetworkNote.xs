// What Workers/NetworkNote does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/NetworkNote" {
  description = "Keeps a note on a member of the viewer's network"

  input {
    int user_id
    int id
    text note
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
        function.run "Workers/NetworkMember" {
          input = {user_id: $input.user_id, id: $input.id}
        } as $first

        db.add_or_edit "network_user_prefs" {
          field_name = "network_id"
          field_value = $input.id
          data = {user_id: $input.user_id, note: $input.note}
        } as $kept
      }
      catch {
        throw {
          name = "NetworkNoteFailed"
          value = $error.message
        }
      }
    }

    var $answer {
      value = {id: $input.id, note: $kept.note}
    }
  }

  response = $answer
}
