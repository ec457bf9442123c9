"""What setup.py gives to `setup(...)`, worked out from its tree as far as it is certain; it is never run."""

from __future__ import annotations

import ast
import posixpath
from collections.abc import Callable, Iterator
from typing import Any

from roadworthy.core import limits
from roadworthy.core.fault import Unmeasured, Unreadable
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.facts.python import constants, read_setup_py
from roadworthy.tree.tree import Tree

_FILE = "setup.py"
#: What one search for packages counts as.
_FINDING = 1_000
_FINDERS = frozenset(("find_packages", "find_namespace_packages"))
#: Called with a name and keywords: finds packages as setuptools does, in the tree that is looked at.
Finder = Callable[[str, dict[str, Any]], list[str]]


@dataclass(frozen=True, slots=True)
class SetupCall:
    """The arguments of the one call of `setup` as expressions, and what may change them unseen.

    `writes` says why the script may make files, else it is empty.
    """

    arguments: dict[str, ast.expr]
    values: dict[str, ast.expr] = field(repr=False)
    defined: frozenset[str] = frozenset()
    writes: str = ""

    def value(self, name: str, find: Finder | None = None) -> Any:
        """Return an argument's value, None where there is none; raises `Unmeasured` where it is computed."""
        if name not in self.arguments:
            return None
        try:
            return _Evaluation(self, find).of(self.arguments[name], {})
        except (ValueError, TypeError, LookupError, RecursionError, AttributeError):
            raise Unmeasured(f"setup.py computes `{name}`") from None


def read_setup_call(tree: Tree) -> SetupCall | None:
    """Read setup.py at the root, None where there is none; raises `Unmeasured` where it computes them."""
    if _FILE not in tree.files:
        return None
    try:
        module = read_setup_py(tree).tree
    except Unreadable:
        raise Unmeasured("setup.py cannot be read") from None
    nodes = list(ast.walk(module))
    calls = [node for node in nodes if isinstance(node, ast.Call) and _name(node.func) == "setup"]
    if len(calls) != 1:
        raise Unmeasured(f"setup.py calls `setup` {len(calls)} times")
    values = constants(module)
    arguments = dict(_arguments(calls[0], values))
    defined = frozenset(node.name for node in nodes if isinstance(node, (ast.FunctionDef, ast.ClassDef)))
    return SetupCall(arguments, values, defined, _writes(nodes))


def _arguments(call: ast.Call, values: dict[str, ast.expr]) -> Iterator[tuple[str, ast.expr]]:
    if call.args:
        raise Unmeasured("setup.py gives `setup` unnamed arguments")
    for keyword in call.keywords:
        if keyword.arg is not None:
            yield keyword.arg, keyword.value
            continue
        given: ast.expr | None = keyword.value
        if isinstance(given, ast.Name):
            given = values.get(given.id)
        match given:
            case ast.Dict(keys=keys, values=items) if all(isinstance(key, ast.Constant) for key in keys):
                for key, item in zip(keys, items, strict=True):
                    assert isinstance(key, ast.Constant)
                    yield str(key.value), item
            case ast.Call(func=ast.Name(id="dict"), args=[], keywords=keywords) if all(
                item.arg for item in keywords
            ):
                yield from ((str(item.arg), item.value) for item in keywords)
            case _:
                raise Unmeasured("setup.py gives `setup` arguments that are computed")


def _writes(nodes: list[ast.AST]) -> str:
    """Return why the script may make or move files while it runs, else nothing."""
    for node in nodes:
        match node:
            case ast.Call(
                func=ast.Name(id="open") | ast.Attribute(attr="open"), args=args, keywords=keywords
            ):
                modes = [*args[1:2], *(item.value for item in keywords if item.arg == "mode")]
                texts = [mode.value for mode in modes if isinstance(mode, ast.Constant)]
                if any(isinstance(text, str) and set("wax+") & set(text) for text in texts):
                    return "setup.py writes files"
            case ast.Call(func=ast.Attribute(value=ast.Name(id="shutil"), attr=name)) if name != "which":
                return "setup.py copies or removes files"
            case ast.Call(func=ast.Attribute(attr="write_text" | "write_bytes" | "symlink" | "rename")):
                return "setup.py writes files"
            case ast.Call(func=ast.Attribute(attr="chdir")):
                return "setup.py changes the working directory"
            case ast.Call(func=ast.Attribute(value=ast.Name(id="subprocess"))):
                return "setup.py runs other programs"
            case ast.Call(func=ast.Attribute(value=ast.Name(id="os"), attr="system")):
                return "setup.py runs other programs"
    return ""


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


@dataclass(slots=True)
class _Evaluation:
    """Works out expressions of literals, concatenation, comprehensions and `find_packages`."""

    call: SetupCall
    find: Finder | None
    left: int = limits.LITERAL_NODES

    def of(self, node: ast.expr, names: dict[str, Any]) -> Any:
        self.left -= 1
        if self.left < 0:
            raise ValueError("too many values")
        match node:
            case ast.Constant(value=value):
                return value
            case ast.Name(id=name):
                return names[name] if name in names else self.of(self.call.values[name], {})
            case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
                return [value for item in items for value in self._item(item, names)]
            case ast.Dict(keys=keys, values=items):
                pairs = zip(keys, items, strict=True)
                return {self.of(_key(key), names): self.of(item, names) for key, item in pairs}
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return self._sized(_added(self.of(left, names), self.of(right, names)))
            case ast.JoinedStr(values=parts):
                return self._sized("".join(self._text(part, names) for part in parts))
            case ast.ListComp(elt=item, generators=[ast.comprehension(ast.Name(id=name), given, [], 0)]):
                return [self.of(item, {**names, name: value}) for value in self.of(given, names)]
            case ast.Call():
                return self._call(node, names)
        raise ValueError("computed")

    def _sized(self, value: Any) -> Any:
        """Return a value that was put together, counted by its length: names double it each time."""
        self.left -= len(value) // 16
        if self.left < 0:
            raise ValueError("too long")
        return value

    def _item(self, node: ast.expr, names: dict[str, Any]) -> list[Any]:
        if isinstance(node, ast.Starred):
            items: list[Any] = self._sized(list(self.of(node.value, names)))
            return items
        return [self.of(node, names)]

    def _text(self, part: ast.expr, names: dict[str, Any]) -> str:
        match part:
            case ast.Constant(value=str(value)):
                return value
            case ast.FormattedValue(value=value, conversion=-1, format_spec=None):
                return str(self.of(value, names))
        raise ValueError("computed")

    def _call(self, node: ast.Call, names: dict[str, Any]) -> Any:
        name = _name(node.func)
        if name in self.call.defined or any(keyword.arg is None for keyword in node.keywords):
            raise ValueError("computed")
        if name == "find" and isinstance(node.func, ast.Attribute):
            name = {"PackageFinder": "find_packages", "PEP420PackageFinder": "find_namespace_packages"}.get(
                _name(node.func.value), ""
            )
        given = [self.of(item, names) for item in node.args]
        if name in _FINDERS and self.find is not None:
            keywords = {str(item.arg): self.of(item.value, names) for item in node.keywords}
            keywords |= dict(zip(("where", "exclude", "include"), given, strict=False))
            self.left -= _FINDING
            return self._sized(self.find(name, keywords))
        if node.keywords:
            raise ValueError("computed")
        match node.func, given:
            case ast.Name(id="list" | "sorted" | "tuple"), [list(items)]:
                return sorted(items) if name == "sorted" else items
            case ast.Name(id="dict"), []:
                return {}
            case ast.Attribute(value=ast.Attribute(value=ast.Name(id="os"), attr="path"), attr="join"), [*_]:
                return self._sized(posixpath.join(*given))
        raise ValueError("computed")


def _key(node: ast.expr | None) -> ast.expr:
    if node is None:
        raise ValueError("a table is unpacked")
    return node


def _added(left: Any, right: Any) -> Any:
    if type(left) is not type(right) or not isinstance(left, (str, list)):
        raise ValueError("computed")
    return left + right
