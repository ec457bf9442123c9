"""Which program of the project a command starts: a file, a module, an entry point, or through a server."""

from __future__ import annotations

from collections.abc import Iterator

from roadworthy.core.fault import Blocked
from roadworthy.core.late_re import re
from roadworthy.facts.ci.runners.recipe import inside
from roadworthy.facts.ci.verbs import Words
from roadworthy.tree.toml import load_toml
from roadworthy.tree.tree import Tree

#: What loads an application by the name of its module, or by its file.
_LOADERS = frozenset(
    "uvicorn gunicorn hypercorn daphne granian waitress-serve flask fastapi streamlit celery chainlit"
    " litestar uwsgi functions-framework prefect dagster bentoml robyn sanic rq huey_consumer mlserver gradio"
    " functions_framework".split()
)
_TARGET = re.compile(r"([A-Za-z_][\w.]*)(?::[A-Za-z_]\w*(?:\(\))?)?")
_ROOTS = ("", "src/", "app/", "lib/")


def python_file(tree: Tree, path: str, cwd: str) -> str | None:
    """Return which Python file of the project a path names, also where an image holds it elsewhere."""
    full = inside(cwd, path)
    if full in tree.files:
        return full
    if f"{full}/__main__.py".lstrip("/") in tree.files:
        return f"{full}/__main__.py".lstrip("/")
    parts = path.strip("/").removeprefix("./").split("/")
    below = ("/".join(parts[at:]) for at in range(len(parts)))
    return next((root + one for one in below for root in _ROOTS if root + one in tree.files), None)


def module_file(tree: Tree, module: str, cwd: str) -> str:
    """Return the file of a module that is started by its name; the name itself where it is not found."""
    path = module.replace(".", "/")
    for base in _ROOTS:
        for end in ("/__main__.py", ".py", "/__init__.py"):
            if inside(cwd, f"{base}{path}{end}") in tree.files:
                return inside(cwd, f"{base}{path}{end}")
    return module


def started_programs(tree: Tree, words: Words, cwd: str) -> Iterator[str]:
    """Yield what a command starts: `module:function` of an entry point, or files that a server loads."""
    if words[0] in _LOADERS:
        for word in words[1:]:
            value = word.rpartition("=")[2] if word.startswith("--") else word
            if value.endswith(".py") and (found := python_file(tree, value, cwd)):
                yield found
            elif (match := _TARGET.fullmatch(value)) and (
                loaded := module_file(tree, match[1], cwd)
            ) in tree.files:
                yield loaded
                # What makes the application runs, too: a module's top level only defines it.
                if ":" in value and ("--factory" in words or value.endswith("()")):
                    yield value.removesuffix("()")
        return
    if words[0].endswith(".py") and (found := python_file(tree, words[0], cwd)):
        yield found
        return
    target = _scripts(tree, inside(cwd, "pyproject.toml")).get(words[0]) or _scripts(
        tree, "pyproject.toml"
    ).get(words[0])
    if target:
        yield target


def _scripts(tree: Tree, path: str) -> dict[str, str]:
    return _read_scripts(tree, path) if path in tree.files else {}


def _read_scripts(tree: Tree, path: str) -> dict[str, str]:
    try:
        data = load_toml(tree, path)
    except Blocked:
        return {}
    found: dict[str, str] = {}
    for route in (("project", "scripts"), ("tool", "poetry", "scripts")):
        table: object = data
        for key in route:
            table = table.get(key) if isinstance(table, dict) else None
        if isinstance(table, dict):
            found.update({name: text for name, text in table.items() if isinstance(text, str)})
    return found
