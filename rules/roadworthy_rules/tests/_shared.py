from roadworthy import Grade


def untested(grade: Grade) -> str | None:
    """Say how far tests came to a function that none of them tests, None where that was not measured."""
    return {Grade.NOT_EXECUTED: "no test calls", Grade.IMPORTED: "only the import calls"}.get(grade)
