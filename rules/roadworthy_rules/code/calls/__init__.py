"""Whether calls do what they say."""
