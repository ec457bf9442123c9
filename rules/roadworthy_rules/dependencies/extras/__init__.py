"""`[project.optional-dependencies]`."""
