"""Dependencies, compared with what the code imports."""
