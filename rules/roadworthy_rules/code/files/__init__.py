"""How code finds, reads and writes files."""
