"""The forecast and its back-test: pure, with the field's library where it learns."""
