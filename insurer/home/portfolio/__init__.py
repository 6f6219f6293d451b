"""The manager's overview: what stands, what was earned, what was lost, how quickly we answer."""
