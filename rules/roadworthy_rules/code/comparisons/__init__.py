"""Comparisons that do not compare what they seem to."""
