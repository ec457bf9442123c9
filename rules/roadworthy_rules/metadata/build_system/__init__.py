"""`[build-system]`, and the tables of build backends."""
