"""What code that answers requests does with each of them."""
