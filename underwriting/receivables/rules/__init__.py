"""Pure rules on receivables."""
