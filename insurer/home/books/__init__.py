"""The books: the trial balance of a day, the postings of an account, one entry and the act behind it."""
