"""Python files that hold sessions of nox or tasks of invoke: their functions, and what these run."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from roadworthy.core import limits
from roadworthy.core.fault import Blocked
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.facts.ci.runners.recipe import Line, line_at
from roadworthy.facts.python import bound_by
from roadworthy.locate.files import Files

AnyFunction = ast.FunctionDef | ast.AsyncFunctionDef
#: Functions that one session or task is followed into, and parts of one argument.
FUNCTIONS = 30
_NODES = 1_000


@dataclass(slots=True)
class PythonTasks:
    """A Python file: its functions, the constants at its top, and what it imports by name."""

    path: str
    tree: ast.Module
    functions: dict[str, AnyFunction] = field(default_factory=dict)
    constants: dict[str, ast.expr] = field(default_factory=dict)
    sessions: dict[str, AnyFunction] = field(default_factory=dict)
    imported: set[str] = field(default_factory=set)


def python_tasks(files: Files, path: str) -> PythonTasks | str:
    """Return a Python file with its functions, made once; a text that says why where it cannot be read."""
    return files.once(path, _parsed)


def named(node: ast.expr) -> str:
    """Return a dotted name as text, the end of it where it begins with something else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ".".join(reversed(parts))


def _parsed(files: Files, path: str) -> PythonTasks | str:
    try:
        text = files.text(path)
        if text.count("\n") > limits.LINES or text.count(",") > limits.COMMAS:
            return "it is too large"
        module = ast.parse(text)
    except Blocked as blocked:
        return blocked.reason
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return "this Python cannot parse it"
    found = PythonTasks(path, module)
    for node in module.body:
        if isinstance(node, AnyFunction):
            found.functions[node.name] = node
        elif (
            isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name)
        ):
            found.constants[node.targets[0].id] = node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
            found.constants[node.target.id] = node.value
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            found.imported.update(map(bound_by, node.names))
    for one in found.functions.values():
        if (title := session_of(one)) is not None:
            found.sessions[title] = one
    return found


def session_of(function: AnyFunction) -> str | None:
    """Return the name of the session of nox that a function is; None where it is none."""
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


def called(
    found: PythonTasks, function: AnyFunction, owner: str, seen: set[str], cwd: str
) -> Iterator[Line | str]:
    """Yield what a function runs by `session.run(...)` or `c.run("...")`; a text for what cannot be told.

    A function that is called twice tells nothing more: `seen` are those that were followed.
    """
    if len(seen) > FUNCTIONS:
        yield f"it calls more than {FUNCTIONS} functions"
        return
    seen.add(function.name)
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
            yield from _run(found, function, node, target.attr, seen, cwd)
        elif isinstance(target, ast.Name) and any(
            isinstance(a, ast.Name) and a.id == first for a in node.args
        ):
            helper = found.functions.get(target.id)
            if helper is not None and helper.name not in seen:
                yield from called(found, helper, owner, seen, cwd)
            elif helper is None and target.id in found.imported:
                yield f"`{target.id}`, which is another module's"


def _run(
    found: PythonTasks, function: AnyFunction, node: ast.Call, method: str, seen: set[str], cwd: str
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
        words = [word for argument in node.args for word in words_of(found, argument)]
        if words and words[0] != "?":
            yield Line(at, words=tuple(words), tolerated=tolerated, directory=cwd)
        elif node.args:
            yield "a command that is computed"
    elif method in ("install", "conda_install", "poetry_install"):
        words = [word for argument in node.args for word in words_of(found, argument)]
        yield Line(at, words=("pip", "install", *words), directory=cwd)
    elif method == "notify" and node.args and isinstance(node.args[0], ast.Constant):
        name = str(node.args[0].value)
        other = found.sessions.get(name) or found.functions.get(name)
        if other is not None and other.name not in seen:
            yield from called(found, other, "session", seen, cwd)


def words_of(found: PythonTasks, node: ast.expr) -> list[str]:
    """Return the words that an argument stands for; `?` for what is computed, or is made of too much."""
    words: list[str] = []
    waiting = [node]
    for _ in range(_NODES):
        if not waiting:
            return words
        one = waiting.pop()
        if isinstance(one, ast.Constant):
            words.append(_plain(one.value))
        elif isinstance(one, ast.JoinedStr):
            words.append(_text(one))
        elif isinstance(one, ast.Starred):
            waiting.append(one.value)
        elif isinstance(one, (ast.List, ast.Tuple)):
            waiting += reversed(one.elts)
        elif isinstance(one, ast.Name) and not isinstance(found.constants.get(one.id, one), ast.Name):
            waiting.append(found.constants[one.id])
        elif named(one) == "sys.executable":
            words.append("python")
        elif not (isinstance(one, ast.Attribute) and one.attr == "posargs"):
            words.append("?")
    return [*words, "?"]


def _plain(value: object) -> str:
    """Return a constant as a word: a number may have more digits than Python writes."""
    return value if isinstance(value, str) else "?" if isinstance(value, int) else str(value)


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(value) for value in node.values)
    if isinstance(node, ast.FormattedValue):
        return "python" if named(node.value) == "sys.executable" else "$value"
    return _plain(node.value) if isinstance(node, ast.Constant) else ""
