"""Filing: a claim in three screens, left and taken up again: which debts, which papers, a look at the whole."""
