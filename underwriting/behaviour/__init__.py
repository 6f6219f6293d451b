"""How buyers pay: days sales outstanding, amount-weighted days late, the share of late payers, payment terms."""
