"""Whether what is trained can be trained and measured again."""
