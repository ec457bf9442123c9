"""`scripts`, `gui-scripts` and `entry-points`."""
