"""Names that nothing defines, and whether Python would notice."""

import ast
import re
from collections.abc import Iterator

from roadworthy import Location, Module, Span
from roadworthy_rules.code._shared import flakes

#: A comment that says the name is there, for reasons that no tool sees.
_MEANT = re.compile(r"^[^#]*+#.*\b(?:noqa|pylint|pyright|type: ignore)\b", re.IGNORECASE)
#: Built-in names of Pythons newer than the one that looks; who uses them asks for the version first.
_NEWER = frozenset("EncodingWarning PythonFinalizationError frozendict".split())
#: What notebooks are given by IPython and by Databricks; each is reported by the way it is used.
_GIVEN = frozenset("dbutils get_ipython sc spark sqlContext WindowsError".split())
#: Built-in names of Python 2; code that runs on both asks which one it is.
_OLDER = frozenset("basestring buffer cmp execfile file long raw_input reduce unichr unicode xrange".split())
_ASKS = re.compile(r"\bsys\.version_info\b|\bversion_info\b|\bPY[23]\b|\bPY3K\b")


def undefined_names(module: Module) -> Iterator[tuple[str, Location, bool]]:
    """Yield each name that nothing defines, its place, and whether Python evaluates it there."""
    if module.role != "source" or module.path.startswith("doc"):
        return
    messages = [message for message in flakes(module) if type(message).__name__ == "UndefinedName"]
    # In a loop a name may be bound further down, or deleted and bound again: not for pyflakes.
    bound = {
        node.id
        for node in (ast.walk(module.tree) if messages else ())
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)
    }
    # An annotation may name a class that follows: Python evaluates it late since 3.14 (PEP 649).
    bound |= {node.name for node in module.tree.body if messages and isinstance(node, ast.ClassDef)}
    late = _unevaluated(module.tree) if messages else set[tuple[int, int]]()
    reported = set()
    for message in messages:
        name = message.message_args[0]
        place = (message.lineno, message.col)
        if name in _GIVEN | _NEWER | bound or name.startswith("__") or (name, place) in reported:
            continue
        if name in _OLDER and _ASKS.search(module.text):
            continue
        if f"{{{{{name}}}}}" in module.text:  # a template, to be filled in before it is Python
            continue
        reported.add((name, place))
        line = module.lines.line(message.lineno)
        if _MEANT.search(line):
            continue
        start = module.lines.utf8_column(message.lineno, message.col)
        long = line[start - 1 :].startswith(name)
        span = Span(message.lineno, start, message.lineno, start + len(name) if long else start)
        yield name, Location(module.path, span=span), place not in late


def _unevaluated(tree: ast.Module) -> set[tuple[int, int]]:
    """Return where annotations stand that nothing evaluates: texts, and all where PEP 563 is asked for."""
    postponed = any(
        isinstance(node, ast.ImportFrom)
        and node.module == "__future__"
        and any(alias.name == "annotations" for alias in node.names)
        for node in tree.body
    )
    found: set[tuple[int, int]] = set()
    for node in ast.walk(tree):
        for name in ("annotation", "returns"):
            for part in ast.walk(getattr(node, name, None) or ast.Pass()):
                text = isinstance(part, ast.Constant) and isinstance(part.value, str)
                if isinstance(part, ast.expr) and (postponed or text):
                    found.add((part.lineno, part.col_offset))
    return found
