from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, rule
from roadworthy_rules.code._undefined import undefined, undefined_names


@rule(
    Severity.ERROR,
    since="0.1",
    codes=(
        "F821",
        "mypy:name-defined",
        "pylint:undefined-variable",
        "pylint:E0602",
        "pyright:reportUndefinedVariable",
    ),
    handwritten=True,
)
def name_undefined(module: Module) -> Iterator[Finding]:
    """A name is used that nothing defines.

    The line stops with a `NameError` when it is reached. Code that was moved out of a notebook often misses
    an import, or uses what another cell had defined. Import or define the name. What is named only in an
    annotation that Python does not evaluate is told by `annotation-undefined`.

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
    if sys.version_info < (3, 0):
        text = unicode("churn")
    injected()  # noqa: F821

    class Owner:
        items: list[Item]

    class Item:
        owner: Owner
    ```
    ```python good
    from __future__ import annotations

    def start(screen: Screen) -> "Application":
        return screen.application
    ```
    """
    for name, places in undefined_names(module, evaluated=True):
        yield undefined(name, "is used", places)
