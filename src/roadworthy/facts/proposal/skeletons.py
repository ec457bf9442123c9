"""Tests to be written: one for each public function that has none, which fails until it is."""

from __future__ import annotations

from roadworthy.facts.proposal.survey import Survey

#: Tests in one file; more would be a wall.
_MOST = 40


def skeletons(survey: Survey) -> dict[str, str]:
    """Return a file of tests for each module with untested public functions, where there is none yet.

    They name the functions in comments alone: so they reach nothing, and earn nothing.
    """
    files: dict[str, list[str]] = {}
    for name, path in survey.functions:
        stem = path.rpartition("/")[2].removesuffix(".py")
        files.setdefault(f"tests/test_{stem}.py", []).append(name)
    return {
        path: _file(names)
        for path, names in files.items()
        if not survey.tree.exists(path) and not survey.tree.exists("tests")
    }


def _file(names: list[str]) -> str:
    parts = ["import pytest"]
    for name in sorted(set(names))[:_MOST]:
        words = "_".join(name.split(".")[2:] or name.split(".")[-1:]).strip("_").lower()
        parts.append(f'# {name}\ndef test_{words}() -> None:\n    pytest.fail("write this test")')
    return "\n\n\n".join(parts) + "\n"
