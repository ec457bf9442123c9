"""Targets of a Makefile (GNU make manual), a justfile and a Taskfile, as far as they are written out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from roadworthy.core.fault import Blocked
from roadworthy.facts.ci.runners.recipe import Line, Recipe, inside, line_at
from roadworthy.facts.ci.verbs import Words
from roadworthy.facts.ci.wrappers import without_options
from roadworthy.tree.tree import Tree

_MAKEFILES = ("GNUmakefile", "makefile", "Makefile")
_RULE = re.compile(r"([^\s:=#][^:=#]*+)::?+(?!=)([^#;]*+)(?:;(.*))?", re.DOTALL)
_VARIABLE = re.compile(r"(?:export\s+|override\s+)?([\w.-]+)\s*(?::{0,3}=|\?=|\+=)\s*(.*)")
_REFERENCE = re.compile(r"\$[({]([\w.-]+)[)}]")
_VALUED = frozenset("-C --directory -f --file --makefile -I -j --jobs -l -o -W".split())
_LINES = 20_000
_DEPTH = 20


@dataclass(slots=True)
class _MakeTarget:
    needs: list[str] = field(default_factory=list)
    lines: list[tuple[int, str]] = field(default_factory=list)


def make_recipe(tree: Tree, words: Words, cwd: str, given: dict[str, str]) -> Recipe:
    """Return what `make [options] target ...` runs."""
    file, directory, targets, values = "", cwd, list[str](), dict(given)
    rest = list(words[1:])
    while rest:
        word = rest.pop(0)
        if word in ("-C", "--directory") and rest:
            directory = inside(cwd, rest.pop(0))
        elif word.startswith("-C") and len(word) > 2:
            directory = inside(cwd, word[2:])
        elif word in ("-f", "--file", "--makefile") and rest:
            file = rest.pop(0)
        elif word in _VALUED and rest and rest[0].isdigit():
            rest.pop(0)
        elif word in ("-n", "--dry-run", "--just-print"):
            return Recipe()
        elif "=" in word and not word.startswith("-"):
            name, _, value = word.partition("=")
            values[name] = value
        elif not word.startswith("-"):
            targets.append(word)
    path = next(
        (p for n in ([file] if file else _MAKEFILES) if (p := inside(directory, n)) in tree.files), None
    )
    if path is None:
        return Recipe(missing=f"the Makefile of `{' '.join(words[:4])}` is not in the project")
    try:
        text = tree.text(path, strict=False)
    except Blocked as blocked:
        return Recipe(missing=f"`{path}` cannot be read: {blocked.reason}")
    return _chosen(path, text, targets, values, directory)


def _chosen(path: str, text: str, targets: list[str], values: dict[str, str], directory: str) -> Recipe:
    known, variables, includes = _parsed(text)
    variables = {"MAKE": "make", **variables, **values}
    lines: list[Line] = []
    missing = ""
    done: set[str] = set()
    first = next((name for name in known if not name.startswith(".") and "%" not in name), None)
    waiting = [(name, 0) for name in reversed(targets or ([first] if first else []))]
    while waiting:
        name, depth = waiting.pop()
        if name in done or depth > _DEPTH:
            continue
        done.add(name)
        target = known.get(name) or next((t for n, t in known.items() if "%" in n and _fits(n, name)), None)
        if target is None:
            if depth == 0:
                # Without anything that it includes, make fails there, and runs nothing.
                missing = f"`{path}` has no target `{name}`" if includes or "$" in name else missing
            continue
        waiting += [(need, depth + 1) for need in reversed(target.needs)]
        for number, row in target.lines:
            script = _expanded(row.lstrip("@-+ \t"), variables, name)
            if script.startswith("$(shell"):
                missing = missing or f"the program that `{name}` of `{path}` runs is computed"
            head = row[: len(row) - len(row.lstrip("@-+ \t"))]
            tolerated = "`-` before it in the Makefile" if "-" in head else ""
            lines.append(Line(line_at(path, number, name), script, tolerated=tolerated, directory=directory))
    return Recipe(_needed_first(lines), missing)


def _needed_first(lines: list[Line]) -> tuple[Line, ...]:
    return tuple(lines)


def _fits(pattern: str, name: str) -> bool:
    before, _, after = pattern.partition("%")
    return name.startswith(before) and name.endswith(after) and len(name) >= len(before) + len(after)


def _parsed(text: str) -> tuple[dict[str, _MakeTarget], dict[str, str], bool]:
    targets: dict[str, _MakeTarget] = {}
    variables: dict[str, str] = {}
    includes, current = False, list[_MakeTarget]()
    for number, row in _joined(text):
        if row.startswith("\t"):
            for target in current:
                target.lines.append((number, row[1:]))
            continue
        bare = row.strip()
        if not bare or bare.startswith("#"):
            continue
        if re.match(r"[-s]?include\b", bare):
            includes = True
        elif variable := _VARIABLE.fullmatch(bare):
            current = []
            if "?=" not in bare or variable[1] not in variables:
                joined = f"{variables.get(variable[1], '')} {variable[2]}" if "+=" in bare else variable[2]
                variables[variable[1]] = joined.partition(" #")[0].strip()
        elif rule := _RULE.fullmatch(bare.partition("\t#")[0].partition(" #")[0]):
            current = []
            for name in rule[1].split():
                if name == ".PHONY":
                    continue
                target = targets.setdefault(name, _MakeTarget())
                target.needs += [need for need in rule[2].split() if need != "|"]
                if rule[3]:
                    target.lines.append((number, rule[3].strip()))
                current.append(target)
        elif not bare.startswith(("if", "else", "endif", "define", "endef", "export", ".")):
            current = []
    return targets, variables, includes


def _joined(text: str) -> list[tuple[int, str]]:
    """Return the lines with continued ones joined, each with the number of its first."""
    found: list[tuple[int, str]] = []
    begin, parts = 0, list[str]()
    for number, row in enumerate(text.split("\n")[:_LINES], 1):
        row = row.rstrip("\r")
        begin = begin if parts else number
        if row.endswith("\\"):
            parts.append(row[:-1] + " ")
            continue
        found.append((begin, "".join([*parts, row.lstrip() if parts else row])))
        parts = []
    if parts:
        found.append((begin, "".join(parts)))
    return found


def _expanded(row: str, variables: dict[str, str], target: str) -> str:
    row = row.replace("$@", target)
    for _ in range(4):
        changed = _REFERENCE.sub(lambda found: variables.get(found[1], found[0])[:2000], row)
        if changed == row or len(changed) > 20_000:
            break
        row = changed
    # What make does not know is empty; the shell's own variables are written `$$`.
    return row.replace("$$", "$")


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
    known: dict[str, _MakeTarget] = {}
    current: _MakeTarget | None = None
    header = re.compile(r"@?([\w-]++)(?:[ \t][^:\n]*+)?:(?!=)([^#\n]*+)")
    for number, row in _joined(tree.text(path, strict=False)):
        if row[:1] in (" ", "\t") and current is not None:
            if row.strip():
                current.lines.append((number, row.strip()))
        elif found := header.fullmatch(row.rstrip()):
            needs = [word.strip("()&") for word in found[2].split() if not word.startswith(("'", '"'))]
            current = known[found[1]] = _MakeTarget(needs)
        elif row.strip() and not row.startswith("["):
            current = None
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
    return Recipe(tuple(lines), missing)


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
    waiting = [word for word in words[1:] if not word.startswith("-") and "=" not in word] or ["default"]
    missing = ""
    while waiting:
        name = waiting.pop(0)
        task = tasks.get(name) if isinstance(tasks, dict) else None
        if name in done:
            continue
        done.add(name)
        if task is None:
            missing = f"`{path}` has no task `{name}`"
            continue
        table = task if isinstance(task, dict) else {"cmds": task}
        commands = table.get("cmds", table.get("cmd", []))
        for item in [*_listed(table.get("deps")), *_listed(commands)]:
            if isinstance(item, dict) and isinstance(item.get("task"), str):
                waiting.append(item["task"])
            elif isinstance(item, str) and item in (table.get("deps") or ()):
                waiting.append(item)
            elif (
                text := item if isinstance(item, str) else item.get("cmd") if isinstance(item, dict) else None
            ):
                lines.append(Line(line_at(path, 1, "tasks", name), str(text), directory=cwd))
    return Recipe(tuple(lines), missing)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
