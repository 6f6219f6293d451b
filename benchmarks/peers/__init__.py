"""Programs of others that our own speed is measured beside, in the same run and on the same rows."""
