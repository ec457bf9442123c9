"""`[dependency-groups]`."""
