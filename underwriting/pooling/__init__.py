"""How a buyer pays over all policies: the insurer's own knowledge, never whose ledger it is from."""
