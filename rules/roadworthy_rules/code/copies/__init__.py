"""What exists more than once."""
