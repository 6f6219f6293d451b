"""Premium and risk reports."""
