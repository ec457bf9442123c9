"""Task runners: which commands a target, session, environment or hook stands for, read from its own file."""
