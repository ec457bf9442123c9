"""`license` and `license-files`."""
