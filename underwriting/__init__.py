"""Authority, buyers, limits, exposure and monitoring."""
