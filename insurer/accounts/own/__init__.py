"""One's own account: who I am here, how things are written for me, my password, my sessions, what happened."""
