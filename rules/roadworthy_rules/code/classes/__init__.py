"""Whether classes keep what is their own."""
