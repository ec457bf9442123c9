"""Package indexes."""
