"""Report formats: a module each, with a function of the module's name from a `Report` to text."""
