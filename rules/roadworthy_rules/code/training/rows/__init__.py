"""Whether the rows of a training are what they should be, and those of a test have no part in it."""
