"""Names, members and contents of sdists."""
