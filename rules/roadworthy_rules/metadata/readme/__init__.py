"""`readme`, and the file that it names."""
