"""The three clocks of an open invoice: stop of shipments, last day to notify, last day to claim; one answer for all."""
