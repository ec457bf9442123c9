"""Tasks of invoke (docs.pyinvoke.org)."""

from __future__ import annotations

import ast
import itertools

from roadworthy.facts.ci.runners.python_tasks import FUNCTIONS, AnyFunction, PythonTasks, called, python_tasks
from roadworthy.facts.ci.runners.recipe import LINES, MANY, Line, Recipe, inside
from roadworthy.facts.ci.verbs import Words
from roadworthy.tree.tree import Tree


def invoke_recipe(tree: Tree, words: Words, cwd: str) -> Recipe:
    """Return what `invoke task ...` runs, by `tasks.py`."""
    names = [word for word in words[1:] if not word.startswith("-") and "=" not in word]
    paths = [p for p in (inside(cwd, "tasks.py"), inside(cwd, "tasks/__init__.py")) if p in tree.files]
    if not paths or not names:
        return Recipe(missing="the tasks of invoke are not in the project")
    found = python_tasks(tree, paths[0])
    if isinstance(found, str):
        return Recipe(missing=f"`{paths[0]}` cannot be read: {found}")
    lines: list[Line] = []
    missing = ""
    for name in dict.fromkeys(names):
        if len(lines) > LINES:
            return Recipe(tuple(lines[:LINES]), MANY, work=len(lines))
        function = found.functions.get(name.replace("-", "_")) or found.functions.get(name)
        if function is None:
            missing = missing or ("" if lines else f"`{paths[0]}` has no task `{name}`")
            continue
        for one in [*_before(found, function), function]:
            for line in itertools.islice(called(found, one, "c", set(), cwd), LINES):
                if isinstance(line, str):
                    missing = missing or f"the task `{name}`: {line}"
                else:
                    lines.append(line)
    return Recipe(tuple(lines), missing, work=len(lines))


def _before(found: PythonTasks, function: AnyFunction) -> list[AnyFunction]:
    """Return the tasks that a task runs first: `@task(lint, pre=[build])`."""
    names = dict.fromkeys(
        node.id
        for decorator in function.decorator_list
        if isinstance(decorator, ast.Call)
        for node in ast.walk(decorator)
        if isinstance(node, ast.Name)
    )
    return [found.functions[name] for name in names if name in found.functions][:FUNCTIONS]
