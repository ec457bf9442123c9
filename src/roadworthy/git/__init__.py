"""Git, the only program that is ever run."""
