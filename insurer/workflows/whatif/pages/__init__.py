"""The pages of what-if, the same for desk and portal but for whose eyes they are for."""
