"""What stands above underwriting about a buyer: overdue notices, claims, recoveries, shown on the buyer's page."""
