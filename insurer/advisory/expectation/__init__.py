"""When open invoices will be paid, from each buyer's own behaviour, with what the forecast is worth."""
