"""`classifiers`."""
