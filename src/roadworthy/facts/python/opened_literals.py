"""The fact `OpenedLiteral`: relative paths that modules open for reading."""

from __future__ import annotations

import ast

from roadworthy.core.fact import fact
from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass
from roadworthy.facts.python.module import Module

_READERS = frozenset(
    "open read_csv read_json read_parquet read_excel read_pickle read_text read_bytes load".split()
)
_READING = frozenset("rbtU")


@dataclass(frozen=True, slots=True)
class OpenedLiteral:
    """A literal path with a directory in it that a call opens for reading, and the place of the call."""

    path: str
    at: Location


@fact
def opened_literals(node: ast.Call, module: Module) -> OpenedLiteral | None:
    """Look at the first argument of functions that read files, and at `Path("x").open()`."""
    function = node.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    if name not in _READERS:
        return None
    given = node.args[0] if node.args else None
    match function:
        case ast.Attribute(value=ast.Call(func=ast.Name(id="Path"), args=[inner])):
            given = inner
    match given:
        case ast.Constant(value=str(path)) if path.find("/") > 0 and not (name == "open" and _writes(node)):
            return OpenedLiteral(path, module.at(node))
    return None


def _writes(call: ast.Call) -> bool:
    modes = [*call.args[1:2], *(item.value for item in call.keywords if item.arg == "mode")]
    texts = [mode.value for mode in modes if isinstance(mode, ast.Constant) and isinstance(mode.value, str)]
    return any(not set(text) <= _READING for text in texts)
