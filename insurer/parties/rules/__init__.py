"""Pure rules on company names, numbers and likeness."""
