"""Roots of workspaces, which have no score: what they gather is judged by itself."""

from __future__ import annotations

from roadworthy.core.fault import Blocked, Unmeasured
from roadworthy.engine.inspect import Inspection

#: A root with more functions and classes than this is a project that lies beside others.
SCRIPTS = 20


def is_workspace(inspection: Inspection) -> bool:
    """Tell whether a project has members, and no more than a few scripts of its own.

    Its package, tests and images are its members' (uv calls such a root virtual), so that most of the score
    could not be earned, however well it is kept.
    """
    from roadworthy.facts.metadata import Pyproject

    try:
        pyproject = inspection.facts.get(Pyproject)
        if pyproject is None or not pyproject.is_workspace_root:
            return False
        if not pyproject.get(list, "tool", "uv", "workspace", "members"):
            return False
        from roadworthy.facts.notebooks import Code

        code = inspection.facts.get(Code)
    except (Blocked, Unmeasured):
        return False
    if code is None or code.notebooks:
        return False
    own = [module for module in code.modules if module.role == "source"]
    return sum(len(module.definitions) for module in own) <= SCRIPTS
