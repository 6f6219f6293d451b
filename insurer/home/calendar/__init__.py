"""A policyholder's deadlines as a calendar: what must be done by which day, what is at stake, where it is done."""
