"""Acts of early warning."""
