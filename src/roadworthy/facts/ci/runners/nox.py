"""Sessions of nox (its "Configuration & API" page), and tasks of invoke, read from their Python files."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from roadworthy.core import limits
from roadworthy.core.fault import Blocked
from roadworthy.core.finding import Location
from roadworthy.facts.ci.runners.recipe import Line, Recipe, inside, line_at
from roadworthy.facts.ci.verbs import Verb, Words
from roadworthy.tree.tree import Tree

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_DEPTH = 5
_SUFFIX = re.compile(r"-(?:py|pypy)?\d[\w.]*$|\(.*$", re.DOTALL)


@dataclass(slots=True)
class _File:
    """A Python file: its functions, the constants at its top, and what it imports by name."""

    path: str
    tree: ast.Module
    functions: dict[str, _Function] = field(default_factory=dict)
    constants: dict[str, ast.expr] = field(default_factory=dict)
    imported: set[str] = field(default_factory=set)


def parsed_file(tree: Tree, path: str) -> _File | str:
    """Return a Python file with its functions; a text that says why where it cannot be read."""
    try:
        text = tree.text(path)
        if text.count("\n") > limits.LINES or text.count(",") > limits.COMMAS:
            return "it is too large"
        module = ast.parse(text)
    except Blocked as blocked:
        return blocked.reason
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return "it is no Python that this one reads"
    found = _File(path, module)
    for node in module.body:
        if isinstance(node, _Function):
            found.functions[node.name] = node
        elif (
            isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name)
        ):
            found.constants[node.targets[0].id] = node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
            found.constants[node.target.id] = node.value
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            found.imported |= {(name.asname or name.name).partition(".")[0] for name in node.names}
    return found


def nox_recipe(tree: Tree, words: Words, cwd: str) -> Recipe:
    """Return what `nox [-s sessions]` runs."""
    asked, file, rest, tags = list[str](), "noxfile.py", list(words[1:]), list[str]()
    named = ""
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
                named = value if equals else rest.pop(0) if rest else ""
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
    found = parsed_file(tree, path)
    if isinstance(found, str):
        return Recipe(missing=f"`{path}` cannot be read: {found}")
    sessions = {title: one for one in found.functions.values() if (title := _session(one)) is not None}
    if tags:
        asked = [name for name, one in sessions.items() if not _tags(found, one).isdisjoint(tags)] or ["?"]
    elif named:
        asked = [name for name in sessions if any(word in name for word in re.split(r"\W+", named) if word)]
    elif not asked:
        asked = _default_sessions(found)
    chosen = [one for one in sessions if not asked or any(_same(one, text) for text in asked)]
    if asked and not chosen:
        # nox fails for a session that is not there; one whose name is computed may be any.
        computed = next((text for text in asked if text.startswith("$")), "")
        return Recipe(missing=f"the session `{computed}` of `{path}`, which is computed" if computed else "")
    lines, acts, missing = list[Line](), list[tuple[Verb, str, str, Location]](), ""
    for title in chosen:
        for line in _calls(found, sessions[title], "session", 0, cwd):
            if isinstance(line, str):
                missing = missing or f"the session `{title}` of `{path}`: {line}"
            else:
                lines.append(line)
    return Recipe(tuple(lines), missing, tuple(acts))


def _same(name: str, asked: str) -> bool:
    asked = asked.strip("\"'")
    fixed = asked.partition("$")[0].rstrip("-")
    return name in (asked, _SUFFIX.sub("", asked)) or ("$" in asked and name == fixed)


def _session(function: _Function) -> str | None:
    for decorator in function.decorator_list:
        call = decorator if isinstance(decorator, ast.Call) else None
        target = call.func if call else decorator
        if (isinstance(target, ast.Attribute) and target.attr == "session") or (
            isinstance(target, ast.Name) and target.id in ("session", "nox_session")
        ):
            for keyword in call.keywords if call else ():
                if keyword.arg == "name" and isinstance(keyword.value, ast.Constant):
                    return str(keyword.value.value)
            return function.name
    return None


def _default_sessions(found: _File) -> list[str]:
    for node in found.tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in (
            "nox.options.sessions",
            "options.sessions",
        ):
            value = node.value
            if isinstance(value, (ast.List, ast.Tuple)):
                return [
                    e.value for e in value.elts if isinstance(e, ast.Constant) and isinstance(e.value, str)
                ]
    left_out = {_session(one) for one in found.functions.values() if _is_optional(one)}
    if left_out - {None}:
        return [name for f in found.functions.values() if (name := _session(f)) and name not in left_out]
    return []


def _tags(found: _File, function: _Function) -> set[str]:
    """Return the tags of a session: `tags=["quality"]`."""
    return {
        word
        for decorator in function.decorator_list
        if isinstance(decorator, ast.Call)
        for keyword in decorator.keywords
        if keyword.arg == "tags"
        for word in _words(found, keyword.value)
    }


def _is_optional(function: _Function) -> bool:
    """Tell whether a session runs only where it is asked for: `default=False`."""
    return any(
        keyword.arg == "default" and isinstance(keyword.value, ast.Constant) and keyword.value.value is False
        for decorator in function.decorator_list
        if isinstance(decorator, ast.Call)
        for keyword in decorator.keywords
    )


def _calls(found: _File, function: _Function, owner: str, depth: int, cwd: str) -> Iterator[Line | str]:
    """Yield what a function runs by `session.run(...)` or `c.run("...")`; a text for what cannot be told."""
    first = function.args.args[0].arg if function.args.args else owner
    for node in ast.walk(function):
        if not isinstance(node, ast.Call):
            continue
        target = node.func
        if (
            isinstance(target, ast.Attribute)
            and isinstance(target.value, ast.Name)
            and target.value.id == first
        ):
            yield from _run(found, function, node, target.attr, depth, cwd)
        elif isinstance(target, ast.Name) and any(
            isinstance(a, ast.Name) and a.id == first for a in node.args
        ):
            helper = found.functions.get(target.id)
            if helper is not None and helper is not function and depth < _DEPTH:
                yield from _calls(found, helper, owner, depth + 1, cwd)
            elif target.id in found.imported:
                yield f"`{target.id}`, which is another module's"


def _run(
    found: _File, function: _Function, node: ast.Call, method: str, depth: int, cwd: str
) -> Iterator[Line | str]:
    at = line_at(found.path, node.lineno, function.name)
    tolerated = ""
    for keyword in node.keywords:
        if keyword.arg == "success_codes":
            tolerated = "`success_codes` is set"
        elif (
            keyword.arg == "warn" and isinstance(keyword.value, ast.Constant) and keyword.value.value is True
        ):
            tolerated = "`warn=True` is set"
    if method in ("run", "run_always", "run_install", "sudo"):
        if len(node.args) == 1 and isinstance(node.args[0], (ast.Constant, ast.JoinedStr)):
            yield Line(at, _text(node.args[0]), tolerated=tolerated, directory=cwd)
            return
        words = [word for argument in node.args for word in _words(found, argument)]
        if words and words[0] != "?":
            yield Line(at, words=tuple(words), tolerated=tolerated, directory=cwd)
        elif node.args:
            yield "a command that is computed"
    elif method in ("install", "conda_install", "poetry_install"):
        words = [word for argument in node.args for word in _words(found, argument)]
        yield Line(at, words=("pip", "install", *words), directory=cwd)
    elif method == "notify" and node.args and isinstance(node.args[0], ast.Constant):
        name = str(node.args[0].value)
        other = next((f for f in found.functions.values() if name in (_session(f), f.name)), None)
        if other is not None and depth < _DEPTH:
            yield from _calls(found, other, "session", depth + 1, cwd)


def _words(found: _File, node: ast.expr) -> list[str]:
    """Return the words that an argument stands for; `?` for what is computed."""
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    if isinstance(node, ast.JoinedStr):
        return [_text(node)]
    if isinstance(node, ast.Starred):
        return _words(found, node.value)
    if isinstance(node, (ast.List, ast.Tuple)):
        return [word for item in node.elts for word in _words(found, item)]
    if isinstance(node, ast.Name) and node.id in found.constants:
        value = found.constants[node.id]
        return _words(found, value) if not isinstance(value, ast.Name) else ["?"]
    if isinstance(node, ast.Attribute) and node.attr == "posargs":
        return []
    if isinstance(node, ast.Attribute) and ast.unparse(node) == "sys.executable":
        return ["python"]
    return ["?"]


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(value) for value in node.values)
    if isinstance(node, ast.FormattedValue):
        return "python" if ast.unparse(node.value) == "sys.executable" else "$value"
    return str(node.value) if isinstance(node, ast.Constant) else ""


def invoke_recipe(tree: Tree, words: Words, cwd: str) -> Recipe:
    """Return what `invoke task ...` runs, by `tasks.py` (docs.pyinvoke.org)."""
    names = [word for word in words[1:] if not word.startswith("-") and "=" not in word]
    paths = [p for p in (inside(cwd, "tasks.py"), inside(cwd, "tasks/__init__.py")) if p in tree.files]
    if not paths or not names:
        return Recipe(missing="the tasks of invoke are not in the project")
    found = parsed_file(tree, paths[0])
    if isinstance(found, str):
        return Recipe(missing=f"`{paths[0]}` cannot be read: {found}")
    lines: list[Line] = []
    missing = ""
    for name in names:
        function = found.functions.get(name.replace("-", "_")) or found.functions.get(name)
        if function is None:
            missing = missing or ("" if lines else f"`{paths[0]}` has no task `{name}`")
            continue
        for one in [*_before(found, function), function]:
            for line in _calls(found, one, "c", 0, cwd):
                if isinstance(line, str):
                    missing = missing or f"the task `{name}`: {line}"
                else:
                    lines.append(line)
    return Recipe(tuple(lines), missing)


def _before(found: _File, function: _Function) -> list[_Function]:
    """Return the tasks that a task runs first: `@task(lint, pre=[build])`."""
    names = [
        node.id
        for decorator in function.decorator_list
        if isinstance(decorator, ast.Call)
        for node in ast.walk(decorator)
        if isinstance(node, ast.Name)
    ]
    return [found.functions[name] for name in names if name in found.functions]
