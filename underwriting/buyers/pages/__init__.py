"""What the pages of buyers show, and what other pages take from them: the policy looked at, buyers by name."""
