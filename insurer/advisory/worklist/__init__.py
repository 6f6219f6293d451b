"""What to collect first: every open invoice in the order of what is lost by not collecting it."""
