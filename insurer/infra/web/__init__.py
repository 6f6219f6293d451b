"""The web floor: guards, errors, headers, forms, tables and the frame of every page."""
