"""Secret addresses under which a calendar program reads a person's deadlines: made, listed, revoked by their owner."""
