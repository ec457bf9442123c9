import ast
from collections.abc import Iterator

from roadworthy import Cell, Finding, Severity, rule
from roadworthy_rules._paths import MACHINE_PATH


@rule(Severity.WARNING, since="0.1")
def notebook_path_absolute(node: ast.Constant, cell: Cell) -> Iterator[Finding]:
    """A notebook uses a path in one person's home directory.

    The path does not exist on other machines, so the notebook fails there, and it publishes a user name. Use
    a path relative to the project, or read it from an environment variable.

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
        yield Finding(f"`{node.value}` exists on only one machine", cell.at(node))
