"""Names of projects, of extras, and of what is imported."""
