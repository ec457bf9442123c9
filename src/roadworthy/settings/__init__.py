"""The settings: what they may hold, what is in force, and which rules run."""
