"""Which tables and keys pyproject.toml has, of which types."""
