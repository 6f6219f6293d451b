"""Work that crosses the domains: calculations from outside, the demo portfolio, the story."""
