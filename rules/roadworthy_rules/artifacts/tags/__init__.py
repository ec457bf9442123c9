"""The tags of wheels: Pythons, ABIs and platforms."""
