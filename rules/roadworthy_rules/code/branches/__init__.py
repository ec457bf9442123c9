"""Branches and loops that do not do what they seem to."""
