"""The root of a workspace that is no project of its own."""

from roadworthy import Pyproject


def is_bare_workspace(pyproject: Pyproject | None) -> bool:
    """Tell whether a `pyproject.toml` holds a uv workspace together and has no `[project]` table.

    uv calls such a root virtual: the code and its tests are in the members, which are projects of their own.
    """
    if (
        pyproject is None
        or next(iter(pyproject.each(str, "tool", "uv", "workspace", "members")), None) is None
    ):
        return False
    return pyproject.get(dict, "project") is None
