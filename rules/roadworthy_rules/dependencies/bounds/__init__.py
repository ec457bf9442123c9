"""Which versions of a dependency are accepted."""
