"""Rules times facts: schedule, file pass, fact pass and suppressions."""
