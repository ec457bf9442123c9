"""What becomes of the failures of a service."""
