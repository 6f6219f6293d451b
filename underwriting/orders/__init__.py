"""Orders checked before they are accepted: against the seller's own limit and the insurer's, held or let through."""
