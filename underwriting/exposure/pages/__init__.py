"""The pages of exposure on both sides: the open ledger by class and age, one invoice, declarations."""
