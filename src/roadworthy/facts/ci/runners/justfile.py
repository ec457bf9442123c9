"""Recipes of a justfile (just manual) and tasks of a Taskfile (taskfile.dev), as far as written out."""

from __future__ import annotations

from collections import deque
from typing import Any

from roadworthy.core.fault import Blocked
from roadworthy.core.late_re import re
from roadworthy.facts.ci.runners.makefile import Group, joined_lines
from roadworthy.facts.ci.runners.recipe import LINES, MANY, Line, Recipe, inside, line_at
from roadworthy.facts.ci.verbs import Words
from roadworthy.facts.ci.wrappers import without_options
from roadworthy.locate.files import Files
from roadworthy.tree.tree import Tree

_HEADER = re.compile(r"@?([\w-]++)(?:[ \t][^:\n]*+)?:(?!=)([^#\n]*+)")
#: A recipe that another one needs: by its name, or in parentheses with its arguments.
_NEED = re.compile(r"\([ \t]*+([\w-]++)[^()\n]*+\)|[\w-]++")


def just_recipe(tree: Tree, words: Words, cwd: str) -> Recipe:
    """Return what `just target ...` runs (just manual, "Recipes")."""
    targets = [
        word
        for word in without_options(words[1:], frozenset("-f --justfile -d --working-directory".split()))
        if "=" not in word and not word.startswith("-")
    ]
    names = (".justfile", "justfile", "Justfile", "JUSTFILE")
    path = next((p for name in names if (p := inside(cwd, name)) in tree.files), None)
    if path is None:
        return Recipe(missing="the justfile is not in the project")
    try:
        known = tree.once(path, _recipes)
    except Blocked as blocked:
        return Recipe(missing=f"`{path}` cannot be read: {blocked.reason}")
    lines: list[Line] = []
    missing, done = "", set[str]()
    # A word after a recipe's name may be its argument: only the first one has to be a recipe.
    waiting = list(
        reversed([name for at, name in enumerate(targets) if name in known or at == 0] or [*known][:1])
    )
    while waiting:
        name = waiting.pop()
        if name in done:
            continue
        done.add(name)
        if name not in known:
            missing = f"`{path}` has no recipe `{name}`"
            continue
        waiting += [need for need in known[name].needs if need not in done]
        shebang = known[name].lines[:1] and known[name].lines[0][1].startswith("#!")
        if shebang:
            script = "\n".join(row for _, row in known[name].lines[1:])
            lines.append(Line(line_at(path, known[name].lines[0][0], name), script, directory=cwd))
            continue
        for number, row in known[name].lines:
            tolerated = "`-` before it in the justfile" if row.lstrip("@").startswith("-") else ""
            lines.append(
                Line(line_at(path, number, name), row.lstrip("@-"), tolerated=tolerated, directory=cwd)
            )
    return Recipe(tuple(lines), missing, work=len(done))


def _recipes(files: Files, path: str) -> dict[str, Group]:
    """Return the recipes of a justfile by name."""
    known: dict[str, Group] = {}
    current: Group | None = None
    for number, row in joined_lines(files.text(path, strict=False)):
        if row[:1] in (" ", "\t") and current is not None:
            if row.strip():
                current.lines.append((number, row.strip()))
        elif found := _HEADER.fullmatch(row.rstrip()):
            needs = [need[1] or need[0] for need in _NEED.finditer(found[2])]
            current = known[found[1]] = Group(needs)
        elif row.strip() and not row.startswith("["):
            current = None
    return known


def task_recipe(tree: Tree, words: Words, cwd: str) -> Recipe:
    """Return what `task name ...` runs, by a Taskfile (taskfile.dev, "Schema reference")."""
    from roadworthy.tree.yaml import load_yaml

    path = next(
        (p for n in ("Taskfile.yml", "Taskfile.yaml", "taskfile.yml") if (p := inside(cwd, n)) in tree.files),
        None,
    )
    if path is None:
        return Recipe(missing="the Taskfile is not in the project")
    try:
        data = load_yaml(tree, path)
    except Blocked as blocked:
        return Recipe(missing=f"`{path}` cannot be read: {blocked.reason}")
    tasks: Any = data.get("tasks") if isinstance(data, dict) else None
    lines: list[Line] = []
    done: set[str] = set()
    waiting = deque(word for word in words[1:] if not word.startswith("-") and "=" not in word)
    waiting = waiting or deque(["default"])
    missing = ""
    while waiting and len(lines) < LINES:
        name = waiting.popleft()
        task = tasks.get(name) if isinstance(tasks, dict) else None
        if name in done:
            continue
        done.add(name)
        if task is None:
            missing = f"`{path}` has no task `{name}`"
            continue
        table = task if isinstance(task, dict) else {"cmds": task}
        needs = _listed(table.get("deps"))
        texts = {need for need in needs if isinstance(need, str)}
        waiting += (need for need in needs if isinstance(need, str))
        for item in [*needs, *_listed(table.get("cmds", table.get("cmd", [])))]:
            if isinstance(item, dict) and isinstance(item.get("task"), str):
                waiting.append(item["task"])
                continue
            text = item.get("cmd") if isinstance(item, dict) else item
            if isinstance(text, str) and text and text not in texts:
                lines.append(Line(line_at(path, 1, "tasks", name), text, directory=cwd))
    return Recipe(tuple(lines), MANY if waiting else missing, work=len(done))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
