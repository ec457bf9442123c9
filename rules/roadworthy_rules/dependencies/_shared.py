import re
from collections.abc import Iterator, Mapping

from roadworthy import Location, Pyproject

_CREDENTIALS = re.compile(r"//[^/@\s]+@")


def shown(text: str) -> str:
    """Return a requirement as a message may quote it: on one line, and without a URL's credentials."""
    return _CREDENTIALS.sub("//***@", " ".join(text.split()))


def normalised(name: str) -> str:
    """Return a name of a distribution, an extra or a group as the specifications compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def includes(pyproject: Pyproject) -> Iterator[tuple[Location, str, str]]:
    """Yield the place of each include in a dependency group, the group, and the one it includes."""
    for place, _ in pyproject.each(list, "dependency-groups"):
        for at, item in pyproject.each(dict, *place.route):
            included = item.get("include-group")
            if isinstance(included, str) and len(item) == 1:
                yield at, str(place.route[-1]), included


def reaches(edges: Mapping[str, set[str]], start: str, goal: str) -> bool:
    """Tell whether the edges lead from `start` to `goal`; they do where both are one."""
    seen, todo = set[str](), [start]
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo.extend(edges.get(name, ()))
    return goal in seen
