"""What code imports, and what it does with it."""
