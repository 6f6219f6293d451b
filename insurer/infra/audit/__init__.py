"""The audit trail: one chained record per act, its head kept outside the database as well."""
