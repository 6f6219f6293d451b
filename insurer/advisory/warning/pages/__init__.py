"""What the pages of early warning show, on both sides."""
