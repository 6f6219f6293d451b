"""The search box: buyers by name in any script or register number, papers by number; only what is the reader's."""
