"""Names, members and contents of wheels."""
