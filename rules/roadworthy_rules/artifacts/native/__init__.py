"""Native code in wheels: what it is linked to, and what it needs of a platform."""
