"""RECORD, the list of a wheel's files."""
