"""The pure bottom of the house: money, time, workings and refusals. No database, no clock, no framework."""
