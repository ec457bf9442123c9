"""`version`."""
