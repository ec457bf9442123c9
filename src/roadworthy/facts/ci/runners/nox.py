"""Sessions of nox (its "Configuration & API" page)."""

from __future__ import annotations

import ast
import itertools

from roadworthy.core.late_re import re
from roadworthy.facts.ci.runners.python_tasks import (
    AnyFunction,
    PythonTasks,
    called,
    named,
    python_tasks,
    words_of,
)
from roadworthy.facts.ci.runners.recipe import LINES, MANY, Line, Recipe, inside
from roadworthy.facts.ci.verbs import Words
from roadworthy.tree.tree import Tree

_SUFFIX = re.compile(r"-(?:py|pypy)?\d[\w.]*$|\(.*$", re.DOTALL)


def nox_recipe(tree: Tree, words: Words, cwd: str) -> Recipe:
    """Return what `nox [-s sessions]` runs."""
    asked, file, rest, tags = list[str](), "noxfile.py", list(words[1:]), list[str]()
    keywords = ""
    while rest:
        word = rest.pop(0)
        if word == "--":
            break
        name, equals, value = word.partition("=")
        if name in ("-s", "--session", "--sessions", "-e"):
            asked += [value] if equals else []
            while not equals and rest and not rest[0].startswith("-"):
                asked.append(rest.pop(0))
        elif name in ("-f", "--noxfile"):
            file = value if equals else rest.pop(0) if rest else file
        elif name in ("-k", "--keywords", "-t", "--tags"):
            if name in ("-t", "--tags"):
                tags += [value] if equals else []
                while not equals and rest and not rest[0].startswith("-"):
                    tags.append(rest.pop(0))
            else:
                keywords = value if equals else rest.pop(0) if rest else ""
        elif name in ("-l", "--list", "--install-only"):
            return Recipe()
        elif (
            name
            in (
                "-p",
                "--python",
                "--pythons",
                "-P",
                "-db",
                "--default-venv-backend",
                "-fb",
                "--envdir",
            )
            and not equals
            and rest
        ):
            rest.pop(0)
    path = inside(cwd, file)
    if path not in tree.files:
        return Recipe(missing="the noxfile is not in the project")
    found = python_tasks(tree, path)
    if isinstance(found, str):
        return Recipe(missing=f"`{path}` cannot be read: {found}")
    sessions = found.sessions
    if tags:
        asked = [name for name, one in sessions.items() if not _tags(found, one).isdisjoint(tags)] or ["?"]
    elif keywords:
        parts = [word for word in re.split(r"\W+", keywords) if word]
        asked = [name for name in sessions if any(word in name for word in parts)]
    elif not asked:
        asked = _default_sessions(found)
    chosen = [one for one in sessions if not asked or any(_same(one, text) for text in asked)]
    if asked and not chosen:
        # nox fails for a session that is not there; one whose name is computed may be any.
        computed = next((text for text in asked if text.startswith("$")), "")
        return Recipe(missing=f"the session `{computed}` of `{path}`, which is computed" if computed else "")
    lines, missing = list[Line](), ""
    for title in chosen:
        if len(lines) > LINES:
            break
        for line in itertools.islice(called(found, sessions[title], "session", set(), cwd), LINES):
            if isinstance(line, str):
                missing = missing or f"the session `{title}` of `{path}`: {line}"
            else:
                lines.append(line)
    missing = MANY if len(lines) > LINES else missing
    return Recipe(tuple(lines[:LINES]), missing, work=len(sessions) + len(lines))


def _same(name: str, asked: str) -> bool:
    asked = asked.strip("\"'")
    fixed = asked.partition("$")[0].rstrip("-")
    return name in (asked, _SUFFIX.sub("", asked)) or ("$" in asked and name == fixed)


def _default_sessions(found: PythonTasks) -> list[str]:
    for node in found.tree.body:
        if isinstance(node, ast.Assign) and named(node.targets[0]) in (
            "nox.options.sessions",
            "options.sessions",
        ):
            value = node.value
            if isinstance(value, (ast.List, ast.Tuple)):
                return [
                    e.value for e in value.elts if isinstance(e, ast.Constant) and isinstance(e.value, str)
                ]
    left_out = {name for name, one in found.sessions.items() if _is_optional(one)}
    return [name for name in found.sessions if name not in left_out] if left_out else []


def _tags(found: PythonTasks, function: AnyFunction) -> set[str]:
    """Return the tags of a session: `tags=["quality"]`."""
    return {
        word
        for decorator in function.decorator_list
        if isinstance(decorator, ast.Call)
        for keyword in decorator.keywords
        if keyword.arg == "tags"
        for word in words_of(found, keyword.value)
    }


def _is_optional(function: AnyFunction) -> bool:
    """Tell whether a session runs only where it is asked for: `default=False`."""
    return any(
        keyword.arg == "default" and isinstance(keyword.value, ast.Constant) and keyword.value.value is False
        for decorator in function.decorator_list
        if isinstance(decorator, ast.Call)
        for keyword in decorator.keywords
    )
