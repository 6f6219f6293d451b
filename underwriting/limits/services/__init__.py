"""Acts on limits: asking, deciding, changing, holding, and the capacity they all count on."""
