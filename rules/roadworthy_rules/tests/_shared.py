from functools import lru_cache

from roadworthy import Grade, path_words

_DATA = frozenset(
    "assets cases data doc docs example examples files fixtures inputs resources samples snippets".split()
)


def is_data(path: str) -> bool:
    """Tell whether a file lies with what tests read, rather than with the tests."""
    return _holds_data(path.rpartition("/")[0])


@lru_cache(256)
def _holds_data(directory: str) -> bool:
    # Asked for every assertion of a module.
    return not _DATA.isdisjoint(path_words(directory))


def untested(grade: Grade) -> str | None:
    """Say how far tests came to a function that none of them tests, None where that was not measured."""
    return {Grade.NOT_EXECUTED: "no test calls", Grade.IMPORTED: "only the import calls"}.get(grade)
