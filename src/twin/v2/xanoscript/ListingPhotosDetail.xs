// What Workers/ListingPhotosDetail does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/ListingPhotosDetail" {
  description = "One photo of a listing with its address, its size and whether it is the cover"

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

    db.get "listing_photos" {
      field_name = "id"
      field_value = $input.id
    } as $answer

    precondition ($answer != null) {
      error_type = "notfound"
      error = "There is no such record."
    }

    // Whoever does not see the listing does not see this either: the listing's own worker refuses.
    try_catch {
      try {
        function.run "Workers/ListingRecordDetail" {
          input = {user_id: $input.user_id, id: $answer.listing_id}
        } as $listing
      }
      catch {
        throw {
          name = "ListingPhotosDetailFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
