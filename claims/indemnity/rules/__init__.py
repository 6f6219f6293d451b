"""The rules of the indemnity: the explained form for one claim, the vectorised form for a portfolio."""
