"""What Acme reads of a repository: one file a fact."""
