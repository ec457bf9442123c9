"""How Acme prints results: one file a format."""
