"""Scripts that a project names in TOML or JSON: of hatch, PDM, Poe, pixi, Rye, taskipy, Pipenv and npm."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from roadworthy.core.fault import Blocked
from roadworthy.core.finding import Location, Route
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.facts.ci.runners.recipe import LINES, MANY, Line, Recipe, inside
from roadworthy.facts.ci.verbs import Verb, Words
from roadworthy.locate.files import Files
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
    tasks = _Tasks(*found, runner, cwd)
    tasks.task(name, arguments, frozenset())
    return Recipe(tuple(tasks.lines), tasks.missing, work=tasks.work)


@dataclass(slots=True)
class _Tasks:
    """One task of a table, followed into those that it names: lines in order, and what could not be read."""

    path: str
    route: Route
    table: dict[str, Any]
    runner: str
    cwd: str
    lines: list[Line] = field(default_factory=list)
    missing: str = ""
    work: int = 0

    def task(self, name: str, arguments: Words, seen: frozenset[str]) -> None:
        """Add what a task runs; `seen` are the ones that lead to it."""
        self.work += 1
        if self.work > LINES:
            self.missing = MANY
        if name in seen or len(seen) > _DEPTH or self.work > LINES:
            return
        value = self.table.get(name)
        at = Location(self.path, (*self.route, name))
        if self.runner in ("poetry", "uv") and isinstance(value, (str, dict)):
            named = value.get("reference") or value.get("callable") if isinstance(value, dict) else value
            self.lines.append(Line(at, words=("python", "-entry", str(named or ""))))
            return
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict):
                self.item(item, arguments, seen | {name}, at)
            elif isinstance(item, str):
                self.text(item, arguments, seen | {name}, at)

    def text(self, text: str, arguments: Words, seen: frozenset[str], at: Location) -> None:
        """Add a command, or the task that it names."""
        tolerated = "`-` before it in the script" if text.startswith("- ") else ""
        text = text.removeprefix("- ")
        first = text.split(" ", 1)[0]
        if first in self.table and first not in seen and self.runner in ("hatch", "poe", "task", "pdm"):
            self.task(first, arguments, seen)
        else:
            self.add(Line(at, " ".join((text, *arguments)), tolerated=tolerated, directory=self.cwd))

    def add(self, line: Line) -> None:
        """Add a line, if there may be one more."""
        if len(self.lines) < LINES:
            self.lines.append(line)
        else:
            self.missing = MANY

    def item(self, item: dict[str, Any], arguments: Words, seen: frozenset[str], at: Location) -> None:
        """Add what a task that is a table runs: what it needs, its parts, its command."""
        for key in ("deps", "depends-on", "depends_on"):
            for need in _listed(item.get(key)):
                name = need.get("task") if isinstance(need, dict) else need
                if isinstance(name, str):
                    self.task(name.split(" ")[0], (), seen)
        for key in ("composite", "sequence", "chain", "parallel"):
            for part in _listed(item.get(key)):
                for one in part if isinstance(part, list) else [part]:
                    self.part(one, seen, at)
        for key in ("cmd", "shell"):
            text = item.get(key)
            if isinstance(text, list):
                self.add(Line(at, words=(*map(str, text), *arguments), directory=self.cwd))
            elif isinstance(text, str):
                self.add(Line(at, " ".join((text, *arguments)), directory=self.cwd))
        if isinstance(item.get("ref"), str):
            self.task(item["ref"].split(" ")[0], arguments, seen)
        call = item.get("script") or item.get("call")
        if isinstance(call, str):
            self.add(Line(at, words=("python", "-entry", call.partition("(")[0])))

    def part(self, one: Any, seen: frozenset[str], at: Location) -> None:
        """Add one of the parts that a task consists of."""
        if isinstance(one, dict):
            self.item(one, (), seen, at)
        elif isinstance(one, str):
            first = one.split(" ", 1)[0]
            if first in self.table:
                self.task(first, (), seen)
            else:
                self.add(Line(at, one, directory=self.cwd))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _json(files: Files, path: str) -> Any:
    return json.loads(files.text(path))


def npm_recipe(tree: Tree, words: Words, cwd: str) -> Recipe:
    """Return what `npm run x`, `yarn x` and `npm test` run, by package.json; nothing without one."""
    rest = [word for word in words[1:] if not word.startswith("-")]
    if rest[:1] in (["run"], ["run-script"]):
        rest = rest[1:]
    path = inside(cwd, "package.json")
    if not rest or path not in tree.files or tree.files[path] > 1_000_000:
        return Recipe()
    try:
        data = tree.once(path, _json)
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
