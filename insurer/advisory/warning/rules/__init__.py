"""The indicators and what follows from them: pure."""
