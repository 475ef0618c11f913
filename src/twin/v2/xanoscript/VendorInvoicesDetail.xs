// What Workers/VendorInvoicesDetail does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/VendorInvoicesDetail" {
  description = "One vendor's invoice with its amounts, its due date and when it was paid"

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
        db.get "vendor_invoices" {
          field_name = "id"
          field_value = $input.id
        } as $answer
      }
      catch {
        throw {
          name = "VendorInvoicesDetailFailed"
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
