"""Lock files, and what has none."""
