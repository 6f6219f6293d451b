"""Pure rules of the reference lists."""
