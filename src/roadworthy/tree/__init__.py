"""A read-only tree of files, what kind of file each one is, and what it is for."""
