"""Four eyes: what one person puts forward another agrees to, bound to a digest of it."""
