"""Sessions: one row per sign-in, listed to their owner, ended by any of the events that must end them."""
