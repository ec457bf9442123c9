"""The fact `BuildScript`: what setup.py imports and reads whenever it runs, in a clean environment too."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from roadworthy.core.fact import fact
from roadworthy.core.fault import Unreadable
from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass
from roadworthy.facts.contents.paths import clean
from roadworthy.facts.python import Module, constants, read_setup_py
from roadworthy.tree.tree import Tree

_FILE = "setup.py"
_OPENERS = frozenset(("open", "read_text", "read_bytes"))
#: Ways of asking whether a file is there: then the script may do without.
_ASKING = frozenset(("exists", "isfile", "is_file", "isdir", "glob", "iglob", "listdir", "walk"))
_READING = frozenset("rbtU")
#: What adds to the places of modules, other than `sys.path`.
_PATH_CHANGING = frozenset(("addsitedir", "meta_path", "path_hooks"))


@dataclass(frozen=True, slots=True)
class ScriptImport:
    """One imported name: `import module`, or `from module import name`; relative ones are left out."""

    module: str
    name: str | None
    at: Location


@dataclass(frozen=True, slots=True)
class BuildScript:
    """Imports of absolute modules, and files by their paths from the root, each with its place.

    Those in a `try` or a branch are not among them, because the script may work without. `changes_path` tells
    whether the script makes modules of the project importable.
    """

    imports: tuple[ScriptImport, ...]
    reads: tuple[tuple[str, Location], ...]
    changes_path: bool


@fact
def build_script(tree: Tree) -> BuildScript | None:
    """Read setup.py at the root; None where there is none, or it cannot be read."""
    if _FILE not in tree.files:
        return None
    try:
        module = read_setup_py(tree)
    except Unreadable:
        return None
    names = {getattr(node, "attr", getattr(node, "id", "")) for node in ast.walk(module.tree)}
    reads: tuple[tuple[str, Location], ...] = ()
    if names.isdisjoint(_ASKING):
        reads = tuple(_reads(module))
    changes_path = not names.isdisjoint(_PATH_CHANGING) or {"sys", "path"} <= names
    return BuildScript(tuple(_imports(module)), reads, changes_path)


def _certain(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements that run whenever the script does."""
    for statement in body:
        if isinstance(statement, ast.With):
            yield statement
            yield from _certain(statement.body)
        elif not isinstance(statement, (ast.Try, ast.If, ast.For, ast.While, ast.ClassDef)):
            yield statement


def _imports(module: Module) -> Iterator[ScriptImport]:
    for statement in _certain(module.tree.body):
        match statement:
            case ast.Import(names=names):
                yield from (ScriptImport(alias.name, None, module.at(statement)) for alias in names)
            case ast.ImportFrom(module=str(name), names=names, level=0):
                yield from (ScriptImport(name, alias.name, module.at(statement)) for alias in names)


def _reads(module: Module) -> Iterator[tuple[str, Location]]:
    readers = {
        node.name for node in module.tree.body if isinstance(node, ast.FunctionDef) and _is_reader(node)
    }
    values = constants(module.tree)
    for statement in _certain(module.tree.body):
        if isinstance(statement, (ast.FunctionDef, ast.Import, ast.ImportFrom)):
            continue
        # Of a `with`, the body comes by itself.
        parts = (
            [item.context_expr for item in statement.items]
            if isinstance(statement, ast.With)
            else [statement]
        )
        for node in (node for part in parts for node in ast.walk(part)):
            if isinstance(node, ast.Call) and (path := _opened(node, readers, values)):
                yield path, module.at(node)


def _is_reader(function: ast.FunctionDef) -> bool:
    """Tell whether a function opens its one argument, and expects no failure."""
    nodes = list(ast.walk(function))
    if (
        len(function.args.args) != 1
        or function.args.vararg
        or any(isinstance(n, (ast.Try, ast.If)) for n in nodes)
    ):
        return False
    calls = (node.func for node in nodes if isinstance(node, ast.Call))
    return any(_name(call) in _OPENERS for call in calls)


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _opened(call: ast.Call, readers: set[str], values: Mapping[str, ast.expr]) -> str:
    """Return the path that a call reads, "" where it is none or unknown."""
    name = _name(call.func)
    node: ast.expr | None = None
    if name == "open" and call.args:
        modes = [*call.args[1:2], *(item.value for item in call.keywords if item.arg == "mode")]
        texts = [mode.value if isinstance(mode, ast.Constant) else None for mode in modes]
        if all(isinstance(text, str) and set(text) <= _READING for text in texts):
            node = call.args[0]
    elif name in readers and len(call.args) == 1 and not call.keywords:
        node = call.args[0]
    elif name in _OPENERS and isinstance(call.func, ast.Attribute):
        node = call.func.value
    return clean(_path(node, values) or "") or ""


def _path(node: ast.expr | None, values: Mapping[str, ast.expr]) -> str | None:
    """Return a path from the root, for `"x"`, `Path("x")`, `here / "x"` and `os.path.join(here, "x")`."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.Name(id=name) if name in values and not isinstance(values[name], ast.Name):
            return _path(values[name], {})
        case ast.Call(func=ast.Name(id="Path"), args=[inner]) if not isinstance(inner, ast.Name):
            return _path(inner, values)
        case ast.BinOp(left=left, op=ast.Div(), right=ast.Constant(value=str(text))):
            return text if _is_root(left, values) else None
        case ast.Call(func=ast.Attribute(attr="join"), args=[first, *rest]) if _is_root(first, values):
            texts = [part.value if isinstance(part, ast.Constant) else None for part in rest]
            if all(isinstance(text, str) for text in texts):
                return "/".join(str(text) for text in texts)
    return None


def _is_root(node: ast.expr, values: Mapping[str, ast.expr]) -> bool:
    """Tell whether an expression is the directory of the script, by `__file__` and nothing else."""
    if isinstance(node, ast.Name) and node.id in values:
        return _is_root(values[node.id], {})
    nodes = list(ast.walk(node))
    named = {inner.id for inner in nodes if isinstance(inner, ast.Name)}
    above = sum(_name(inner.func) == "dirname" for inner in nodes if isinstance(inner, ast.Call))
    above += sum(isinstance(inner, ast.Attribute) and inner.attr == "parent" for inner in nodes)
    texts = any(isinstance(inner, ast.Constant) and isinstance(inner.value, str) for inner in nodes)
    return (
        "__file__" in named
        and named <= {"__file__", "os", "Path", "pathlib", "path"}
        and above == 1
        and not texts
    )
