"""Fixes: edits as data, applied, proven and written."""
