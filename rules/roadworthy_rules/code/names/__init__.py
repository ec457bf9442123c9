"""Names that nothing binds."""
