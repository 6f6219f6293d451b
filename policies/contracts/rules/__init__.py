"""Pure rules of a contract's terms."""
