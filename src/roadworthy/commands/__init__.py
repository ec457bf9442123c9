"""The command line: arguments, outputs, and the only modules that print."""
