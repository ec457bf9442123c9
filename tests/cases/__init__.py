"""Small projects made after public bug reports: each an example of a class of faults."""
