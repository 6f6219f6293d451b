"""Documents: letters and schedules laid out as PDF by a child process that can reach nothing."""
