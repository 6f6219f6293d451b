"""Dynamic ageing: the open ledger by days late on any day, by buyer and by currency, insured and not, to the cent."""
