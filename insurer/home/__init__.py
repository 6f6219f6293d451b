"""Dashboards, search and the one timeline."""
