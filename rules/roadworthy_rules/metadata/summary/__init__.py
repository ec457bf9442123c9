"""`description` and `keywords`."""
