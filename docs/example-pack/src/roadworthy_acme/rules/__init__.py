"""What Acme asks of a repository: one file a rule."""
