"""What-if: the same figures under other terms, limits and dates, side by side. Nothing is saved."""
