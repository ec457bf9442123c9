"""`authors` and `maintainers`."""
