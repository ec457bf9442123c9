import ast
import re
from collections.abc import Iterator

from roadworthy import Finding, Fix, Location, Module, Replace, Severity, Span, rule

_DEBUGGERS = {"pdb", "ipdb", "pudb", "pdbpp"}
#: What may stand before it in its line, and goes with it.
_IMPORT = re.compile(r"(?:import \w+\s*;)?")


@rule(
    Severity.ERROR,
    since="0.1",
    codes=("T100", "pylint:forgotten-debug-statement", "pylint:W1515"),
    handwritten=True,
    where=lambda module: module.role not in ("documentation", "test") and _stops(module.text),
)
def breakpoint_left(node: ast.Call, module: Module) -> Iterator[Finding]:
    """A breakpoint is left in the code.

    In production it stops the process and waits for a terminal that does not exist. Remove it.

    ```python bad
    def train(rows):
        breakpoint()
        return len(rows)
    ```
    ```python bad
    def train(rows):
        import pdb; pdb.set_trace()
        breakpoint()  # look at the rows
        return len(rows)
    ```
    ```python fixed
    def train(rows):
        return len(rows)
    ```
    ```python bad
    import pdb

    def train(rows):
        return len(rows) or pdb.set_trace()
    ```
    ```python good
    def train(rows):
        return len(rows)
    ```
    ```python tests/test_model.py good
    def test_debugging():
        breakpoint()
    ```
    """
    match node.func:
        case ast.Name(id="breakpoint"):
            yield Finding("`breakpoint()` is left in the code", module.at(node), _fix(module, node))
        case ast.Attribute(value=ast.Name(id=name), attr="set_trace") if name in _DEBUGGERS:
            yield Finding(f"`{name}.set_trace()` is left in the code", module.at(node), _fix(module, node))


def _stops(text: str) -> bool:
    return "breakpoint" in text or "set_trace" in text


def _fix(module: Module, node: ast.Call) -> Fix | None:
    """Return what removes the line; None where something else stands in it."""
    span = module.span(node)
    line = module.lines.line(span.line)
    before, after = line[: span.column - 1].strip(), line[span.end_column - 1 :].strip()
    if span.line != span.end_line or not _IMPORT.fullmatch(before) or (after and not after.startswith("#")):
        return None
    whole = Location(module.path, span=Span(span.line, 1, span.line + 1, 1))
    return Fix("Remove the breakpoint", Replace(whole, ""), safe=False)
