"""Whether scores and saved weights are what they seem to be."""
