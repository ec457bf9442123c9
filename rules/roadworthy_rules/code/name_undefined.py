import ast
import re
from collections.abc import Iterator

from roadworthy import Finding, Location, Module, Severity, Span, rule
from roadworthy_rules.code._shared import flakes

#: A comment that says the name is there, for reasons that no tool sees.
_MEANT = re.compile(r"#.*\b(?:noqa|pylint|pyright|type: ignore)\b", re.IGNORECASE)
#: Built-in names of Pythons newer than the one that looks; who uses them asks for the version first.
_NEWER = frozenset("EncodingWarning PythonFinalizationError frozendict".split())
#: What notebooks are given by IPython and by Databricks; each is reported by the way it is used.
_GIVEN = frozenset("dbutils get_ipython sc spark sqlContext WindowsError".split())


@rule(Severity.ERROR, since="0.1")
def name_undefined(module: Module) -> Iterator[Finding]:
    """A name is used that nothing defines.

    The line stops with a `NameError` when it is reached. Code that was moved out of a notebook often misses
    an import, or uses what another cell had defined. Import or define the name.

    ```python bad
    def load(path):
        return pd.read_csv(path)
    ```
    ```python good
    import pandas as pd

    def load(path):
        try:
            return pd.read_csv(path)
        except FileNotFoundError:
            return unicode_name(path)

    def unicode_name(path):
        return str(path)
    ```
    What `*` brings, or a `try` asks for, cannot be known.

    ```python good
    from tools import *

    try:
        unicode
    except NameError:
        unicode = str

    rows = load("churn.csv")
    ```
    ```python good
    import sys

    PACKAGES = {{packages}}

    if sys.version_info >= (3, 15):
        settings = frozendict(model="tree")
    injected()  # noqa: F821

    class Owner:
        items: list[Item]

    class Item:
        owner: Owner
    ```
    """
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
    reported = set()
    for message in messages:
        name = message.message_args[0]
        place = (message.lineno, message.col)
        if name in _GIVEN | _NEWER | bound or name.startswith("__") or (name, place) in reported:
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
        yield Finding(f"`{name}` is used, but nothing defines it", Location(module.path, span=span))
