"""Pure rules of premium."""
