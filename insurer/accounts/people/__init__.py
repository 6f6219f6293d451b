"""People and their rights: roles granted by two, mandates with dates, what a company leaves to its own people."""
