import ast
import re
from collections.abc import Iterator

from roadworthy import Finding, Location, Module, Severity, Span, rule
from roadworthy_rules.code._shared import flakes

_WORD = re.compile(r"\w+")
#: A comment that says the import is meant, to whatever tool.
_MEANT = re.compile(r"#.*\b(?:noqa|pylint|pyright|type: ignore|isort)\b", re.IGNORECASE)


@rule(Severity.WARNING, since="0.1")
def import_unused(module: Module) -> Iterator[Finding]:
    """A module imports what it never uses.

    The import costs time at each start, and may demand a dependency that nothing needs. Remove it. One that
    is there for others, or for what it does when imported, says so with `# noqa: F401`, `__all__`, or an
    alias that repeats the name (`import x as x`). A package's `__init__.py` may import for others.

    ```python bad
    import json
    import os

    def load(path):
        return json.load(open(path))
    ```
    ```python good
    import json
    import plugins  # noqa: F401
    from tools import load as load

    try:
        import fast
    except ImportError:
        fast = None

    __all__ = ["json"]
    ```
    """
    if module.role != "source" or module.path.startswith("doc") or module.path.endswith("__init__.py"):
        return
    repeated = {
        alias.name
        for node in module.tree.body
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
        if alias.asname == alias.name
    }
    messages = [message for message in flakes(module) if type(message).__name__ == "UnusedImport"]
    # An annotation may be a text, at places where pyflakes does not look for one.
    quoted = {
        word
        for node in (ast.walk(module.tree) if messages else ())
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 200
        for word in _WORD.findall(node.value)
    }
    for message in messages:
        line = module.lines.line(message.lineno)
        name = str(message.message_args[0])
        if _MEANT.search(line) or message.col > 0 or _last(name) in repeated | quoted:
            continue
        span = Span(message.lineno, 1, message.lineno, len(line) + 1)
        yield Finding(f"`{name}` is imported but never used", Location(module.path, span=span))


def _last(name: str) -> str:
    """Return the name that an import binds, of what pyflakes calls it: `a.b as c`, `a.b`."""
    return name.rpartition(" as ")[2].rpartition(".")[2]
