import ast
from collections.abc import Iterator

from roadworthy import Cell, Finding, Severity, rule
from roadworthy_rules._paths import MACHINE_PATH


@rule(Severity.WARNING, since="0.1")
def notebook_path_absolute(node: ast.Constant, cell: Cell) -> Iterator[Finding]:
    """A notebook reads or writes below somebody's own directory.

    It runs for nobody else, and tells who ran it where. Use a path relative to the project, or take it from
    the environment.

    ```notebook bad
    [[cells]]
    source = 'rows = open("/home/anna/data/churn.csv")'
    ```
    ```notebook bad
    [[cells]]
    source = 'rows = open("C:\\\\Users\\\\anna\\\\churn.csv")'
    ```
    ```notebook good
    [[cells]]
    source = 'rows = open("data/churn.csv"), "https://example.com/home/x", "/tmp/out", "~/data", "a: b"'
    ```
    """
    if isinstance(node.value, str) and MACHINE_PATH.fullmatch(node.value):
        yield Finding(f"`{node.value}` exists on one machine only", cell.at(node))
