"""The enterprise risk health check."""
