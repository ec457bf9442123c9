"""The hashes that Poetry, PDM and Pipenv record of what they locked, computed as they do."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from roadworthy.core.fault import Unreadable
from roadworthy.tree.toml import load_toml
from roadworthy.tree.tree import Tree

_POETRY = ("dependencies", "source", "extras", "dev-dependencies")
_PROJECT = ("requires-python", "dependencies", "optional-dependencies")


def poetry_hashes(pyproject: Any) -> frozenset[str]:
    """Return the `content-hash` of pyproject.toml's data, as each version of Poetry since 1.0 computes it.

    Empty where it cannot be computed.
    """
    project, groups = _table(pyproject, "project"), _table(pyproject, "dependency-groups")
    poetry = _table(_table(pyproject, "tool"), "poetry")
    described = {key: project[key] for key in _PROJECT if project.get(key) is not None}
    # Up to 1.1 no groups; up to 1.8 no [project]; up to 2.2 no [dependency-groups].
    variants: list[Any] = [
        {key: poetry.get(key) for key in _POETRY},
        _poetry(poetry, legacy=True),
    ]
    for outer in ({"project": described}, {"project": described, "dependency-groups": groups}):
        given = {key: value for key, value in outer.items() if value}
        if given:
            variants.append({**given, "tool": {"poetry": _poetry(poetry, legacy=False)}})
    return frozenset(digest for variant in variants if (digest := _digest(variant, (", ", ": "))))


def _poetry(poetry: dict[str, Any], *, legacy: bool) -> dict[str, Any]:
    keys = (*_POETRY, "group")
    wanted = [key for key in keys if poetry.get(key) is not None or (legacy and key in _POETRY)]
    return {key: poetry.get(key) for key in wanted}


def pdm_hashes(pyproject: Any) -> frozenset[str]:
    """Return the `content_hash` of pyproject.toml's data, as each version of PDM since 2.5 computes it.

    Empty where it cannot be computed: PDM converts what other tools' tables say.
    """
    project, pdm = _table(pyproject, "project"), _table(_table(pyproject, "tool"), "pdm")
    if not project:
        return frozenset()
    own = _table(pdm, "dev-dependencies")
    groups: dict[str, Any] = {}
    for table in (_table(pyproject, "dependency-groups"), own):
        for name, items in table.items():
            if not isinstance(items, list):
                return frozenset()
            key = re.sub(r"[^A-Za-z0-9]+", "-", name).lower()
            groups[key] = [*groups.get(key, ()), *items]
    resolution = _table(pdm, "resolution")
    overrides = resolution.get("overrides", pdm.get("overrides", {}))
    described = {
        "sources": pdm.get("source", []),
        "dependencies": project.get("dependencies", []),
        "optional-dependencies": project.get("optional-dependencies", {}),
        "requires-python": project.get("requires-python", ""),
    }
    # Up to 2.19 no [dependency-groups], and of the resolution the overrides alone.
    variants = [
        {**described, "dev-dependencies": development, **last}
        for development in (groups, own)
        for last in ({"resolution": resolution}, {"overrides": overrides})
    ]
    return frozenset(digest for one in variants if (digest := _digest(one, (", ", ": "))))


def pipfile_hashes(tree: Tree) -> frozenset[str]:
    """Return the `_meta.hash.sha256` of the Pipfile at the root, with and without categories of its own.

    Empty where it cannot be computed.
    """
    try:
        pipfile = load_toml(tree, "Pipfile") if "Pipfile" in tree.files else {}
    except Unreadable:
        pipfile = {}
    sources = pipfile.get("source")
    if not isinstance(sources, list):
        return frozenset()  # Pipenv would add its default, in a spelling that has changed.
    data = {
        "_meta": {"sources": sources, "requires": pipfile.get("requires", {})},
        "default": pipfile.get("packages", {}),
        "develop": pipfile.get("dev-packages", {}),
    }
    known = ("source", "requires", "packages", "dev-packages", "pipenv", "scripts", "default", "develop")
    more = {key: value for key, value in pipfile.items() if key not in known}
    with_scripts = {**more, **{key: pipfile[key] for key in ("scripts",) if key in pipfile}}
    variants = (data, {**data, **more}, {**data, **with_scripts})
    return frozenset(digest for one in variants if (digest := _digest(one, (",", ":"))))


def _table(data: Any, key: str) -> dict[str, Any]:
    value = data.get(key) if isinstance(data, dict) else None
    return value if isinstance(value, dict) else {}


def _digest(data: Any, separators: tuple[str, str]) -> str:
    try:
        text = json.dumps(data, sort_keys=True, separators=separators)
    except (TypeError, ValueError, RecursionError):
        return ""
    return hashlib.sha256(text.encode()).hexdigest()
