"""Edits of one file: as plain data, as text, and as JSON and TOML that keep their style.

A draft is a file on its way from what it was to what a run of fixes makes of it. Routes and spans always
refer to the file as it was: what was removed before shifts nothing.
"""
