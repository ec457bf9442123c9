from collections.abc import Sequence

from roadworthy import Sdist


def shown(names: Sequence[str]) -> str:
    """Return the first of some names as a message quotes it, and how many more there are."""
    return f"`{names[0]}`" + (f" and {len(names) - 1} more" if len(names) > 1 else "")


def is_in(sdist: Sdist, name: str) -> bool:
    """Tell whether an sdist's top directory holds a regular file of this name."""
    path = f"{sdist.top}/{name}"
    return any(member.name.removeprefix("./") == path and member.kind == "file" for member in sdist.members)
