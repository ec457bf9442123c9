"""Entry points and scripts of a wheel."""
