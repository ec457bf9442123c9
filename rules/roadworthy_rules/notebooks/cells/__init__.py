"""What cells hold: statements and their results."""
