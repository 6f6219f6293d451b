"""Collections: reminders, demands, and the interest that may be claimed."""
