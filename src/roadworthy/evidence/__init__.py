"""What was measured while tests ran, read from files that others wrote: never run, never trusted blindly."""
