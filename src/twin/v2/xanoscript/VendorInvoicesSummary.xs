// What Workers/VendorInvoicesSummary does in V2, in outline. Its route answers with the result in an FP Result envelope.
function "Workers/VendorInvoicesSummary" {
  description = "Vendors' invoices, counted and added up by whether they are paid"

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
        db.query "vendor_invoices" {
          sort = {rows: "desc", value: "asc"}
          return = {type: "aggregate", group: {value: $db.vendor_invoices.status}, eval: {rows: $db.vendor_invoices.id|count, latest: $db.vendor_invoices.issued_on|max, total: $db.vendor_invoices.amount|sum}}
        } as $answer
      }
      catch {
        throw {
          name = "VendorInvoicesSummaryFailed"
          value = $error.message
        }
      }
    }
  }

  response = $answer
}
