"""Messages: what the insurer tells the people of a policyholder, by which way, and the proof that it was read."""
