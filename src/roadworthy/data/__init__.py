"""Dated tables: what was true of Python and its packages on the day that each one names."""
