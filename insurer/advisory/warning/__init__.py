"""Early warning: indicators of a ledger with levels, their thresholds as dated data, runs, alerts, the watch list."""
