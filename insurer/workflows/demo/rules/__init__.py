"""The demo's data and its plan, from a seed: pure, the same on every machine."""
