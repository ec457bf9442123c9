"""The score, what each finding costs, the gate, and the upload verdict."""
