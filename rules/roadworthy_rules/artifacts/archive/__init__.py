"""What zip archives are made of."""
