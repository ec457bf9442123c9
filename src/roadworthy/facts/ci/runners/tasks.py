"""Scripts that a project names in TOML or JSON: of hatch, PDM, Poe, pixi, Rye, taskipy, Pipenv and npm."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from roadworthy.core.fault import Blocked
from roadworthy.core.finding import Location, Route
from roadworthy.facts.ci.runners.recipe import Line, Recipe, inside
from roadworthy.facts.ci.verbs import Verb, Words
from roadworthy.tree.toml import load_toml
from roadworthy.tree.tree import Tree

_DEPTH = 8
#: Where each runner keeps its tasks in pyproject.toml.
_TABLES: Mapping[str, Route] = {
    "pdm": ("tool", "pdm", "scripts"),
    "poe": ("tool", "poe", "tasks"),
    "rye": ("tool", "rye", "scripts"),
    "task": ("tool", "taskipy", "tasks"),
    "poetry": ("tool", "poetry", "scripts"),
    "uv": ("project", "scripts"),
    "pixi": ("tool", "pixi", "tasks"),
}


def _table(tree: Tree, path: str) -> dict[str, Any]:
    try:
        data = load_toml(tree, path) if path in tree.files else {}
    except Blocked:
        return {}
    return data if isinstance(data, dict) else {}


def _at(data: Any, route: Route) -> Any:
    for key in route:
        data = data.get(key) if isinstance(data, dict) else None
    return data


def task_table(
    tree: Tree, runner: str, cwd: str, environment: str = ""
) -> tuple[str, Route, dict[str, Any]] | None:
    """Return the file, route and table that hold a runner's tasks; None where there is none."""
    path = inside(cwd, "pyproject.toml")
    if runner == "pipenv":
        path = inside(cwd, "Pipfile")
        found = _at(_table(tree, path), ("scripts",))
        return (path, ("scripts",), found) if isinstance(found, dict) else None
    if runner == "poe":
        for name in ("poe_tasks.toml", "poe_tasks.json"):
            if inside(cwd, name) in tree.files and name.endswith("toml"):
                found = _at(_table(tree, inside(cwd, name)), ("tasks",))
                if isinstance(found, dict):
                    return inside(cwd, name), ("tasks",), found
    if runner == "hatch":
        return _hatch(tree, cwd, environment)
    if runner == "pixi":
        return _pixi(tree, cwd)
    route = _TABLES.get(runner)
    found = _at(_table(tree, path), route) if route else None
    return (path, route, found) if route and isinstance(found, dict) else None


def _hatch(tree: Tree, cwd: str, environment: str) -> tuple[str, Route, dict[str, Any]] | None:
    for path, prefix in ((inside(cwd, "hatch.toml"), ()), (inside(cwd, "pyproject.toml"), ("tool", "hatch"))):
        environments = _at(_table(tree, path), (*prefix, "envs"))
        if not isinstance(environments, dict):
            continue
        name, merged = environment or "default", dict[str, Any]()
        chain: list[str] = []
        while name in environments and name not in chain and len(chain) < _DEPTH:
            chain.append(name)
            name = _at(environments, (name, "template")) or "default"
        for one in reversed(chain):
            scripts = _at(environments, (one, "scripts"))
            merged.update(scripts if isinstance(scripts, dict) else {})
        if chain:
            return path, (*prefix, "envs", chain[0], "scripts"), merged
    return None


def _pixi(tree: Tree, cwd: str) -> tuple[str, Route, dict[str, Any]] | None:
    for path, prefix in ((inside(cwd, "pixi.toml"), ()), (inside(cwd, "pyproject.toml"), ("tool", "pixi"))):
        data = _at(_table(tree, path), prefix)
        if not isinstance(data, dict):
            continue
        merged: dict[str, Any] = {}
        for feature in (data.get("feature") or {}).values() if isinstance(data.get("feature"), dict) else ():
            tasks = _at(feature, ("tasks",))
            merged.update(tasks if isinstance(tasks, dict) else {})
        tasks = data.get("tasks")
        merged.update(tasks if isinstance(tasks, dict) else {})
        if merged:
            return path, (*prefix, "tasks"), merged
    return None


def named_recipe(
    tree: Tree, runner: str, name: str, arguments: Words, cwd: str, environment: str = ""
) -> Recipe | None:
    """Return what a runner's task stands for; None where the runner has no task of that name."""
    if runner == "hatch" and ":" in name and not name.startswith(":"):
        environment, _, name = name.partition(":")
    found = task_table(tree, runner, cwd, environment)
    if found is None or name not in found[2]:
        return None
    lines: list[Line] = []
    missing = _task(found, name, arguments, cwd, lines, frozenset(), runner)
    return Recipe(tuple(lines), missing)


def _task(
    found: tuple[str, Route, dict[str, Any]],
    name: str,
    arguments: Words,
    cwd: str,
    lines: list[Line],
    seen: frozenset[str],
    runner: str,
) -> str:
    path, route, table = found
    if name in seen or len(seen) > _DEPTH:
        return ""
    value = table.get(name)
    at = Location(path, (*route, name))
    if runner in ("poetry", "uv") and isinstance(value, (str, dict)):
        target = (
            value if isinstance(value, str) else str(value.get("reference") or value.get("callable") or "")
        )
        lines.append(Line(at, words=("python", "-entry", target)))
        return ""
    missing = ""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            missing = _table_task(found, item, arguments, cwd, lines, seen | {name}, runner, at) or missing
        elif isinstance(item, str):
            missing = _text_task(found, item, arguments, cwd, lines, seen | {name}, runner, at) or missing
    return missing


def _text_task(
    found: tuple[str, Route, dict[str, Any]],
    text: str,
    arguments: Words,
    cwd: str,
    lines: list[Line],
    seen: frozenset[str],
    runner: str,
    at: Location,
) -> str:
    tolerated = "`-` before it in the script" if text.startswith("- ") else ""
    text = text.removeprefix("- ")
    first = text.split(" ", 1)[0]
    if first in found[2] and first not in seen and (runner in ("hatch", "poe", "task", "pdm")):
        return _task(found, first, arguments, cwd, lines, seen, runner)
    lines.append(Line(at, " ".join((text, *arguments)), tolerated=tolerated, directory=cwd))
    return ""


def _table_task(
    found: tuple[str, Route, dict[str, Any]],
    item: dict[str, Any],
    arguments: Words,
    cwd: str,
    lines: list[Line],
    seen: frozenset[str],
    runner: str,
    at: Location,
) -> str:
    missing = ""
    for need in _listed(item.get("deps")) + _listed(item.get("depends-on")) + _listed(item.get("depends_on")):
        name = need.get("task") if isinstance(need, dict) else need
        if isinstance(name, str):
            missing = _task(found, name.split(" ")[0], (), cwd, lines, seen, runner) or missing
    for key in ("composite", "sequence", "chain", "parallel"):
        for part in _listed(item.get(key)):
            for one in part if isinstance(part, list) else [part]:
                if isinstance(one, dict):
                    missing = _table_task(found, one, (), cwd, lines, seen, runner, at) or missing
                elif isinstance(one, str):
                    first = one.split(" ", 1)[0]
                    if first in found[2]:
                        missing = _task(found, first, (), cwd, lines, seen, runner) or missing
                    else:
                        lines.append(Line(at, one, directory=cwd))
    for key in ("cmd", "shell"):
        text = item.get(key)
        if isinstance(text, list):
            lines.append(Line(at, words=(*map(str, text), *arguments), directory=cwd))
        elif isinstance(text, str):
            lines.append(Line(at, " ".join((text, *arguments)), directory=cwd))
    if isinstance(item.get("ref"), str):
        missing = _task(found, item["ref"].split(" ")[0], arguments, cwd, lines, seen, runner) or missing
    call = item.get("script") or item.get("call")
    if isinstance(call, str):
        lines.append(Line(at, words=("python", "-entry", call.partition("(")[0])))
    return missing


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def npm_recipe(tree: Tree, words: Words, cwd: str) -> Recipe:
    """Return what `npm run x`, `yarn x` and `npm test` run, by package.json; nothing without one."""
    rest = [word for word in words[1:] if not word.startswith("-")]
    if rest[:1] in (["run"], ["run-script"]):
        rest = rest[1:]
    path = inside(cwd, "package.json")
    if not rest or path not in tree.files or tree.files[path] > 1_000_000:
        return Recipe()
    try:
        data = json.loads(tree.text(path))
    except (ValueError, RecursionError, Blocked):
        return Recipe()
    scripts = data.get("scripts") if isinstance(data, dict) else None
    text = scripts.get(rest[0]) if isinstance(scripts, dict) else None
    return (
        Recipe((Line(Location(path, ("scripts", rest[0])), text, directory=cwd),))
        if isinstance(text, str)
        else Recipe()
    )


def hatch_itself(words: Words, at: Location) -> Recipe | None:
    """Return what `hatch test` and `hatch fmt` do; None for other commands."""
    command = next((word for word in words[1:] if not word.startswith("-")), "")
    if command == "test" and not {"--show", "-s"} & set(words):
        return Recipe(acts=((Verb.INSTALLS, "hatch", "editable", at), (Verb.TESTS, "hatch test", "", at)))
    if command == "fmt":
        return Recipe(acts=((Verb.LINTS, "hatch fmt", "", at),))
    return None
