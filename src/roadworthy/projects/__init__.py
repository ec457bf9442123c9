"""From the paths on the command line to projects."""
