import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, rule

_DEBUGGERS = {"pdb", "ipdb", "pudb", "pdbpp"}


@rule(Severity.ERROR, since="0.1")
def breakpoint_left(node: ast.Call, module: Module) -> Iterator[Finding]:
    """A breakpoint is left in the code.

    In production it stops the process and waits for a terminal that is not there. Remove it.

    ```python bad
    def train(rows):
        breakpoint()
        return len(rows)
    ```
    ```python bad
    import pdb

    def train(rows):
        pdb.set_trace()
        return len(rows)
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
    if module.role == "test":
        return
    match node.func:
        case ast.Name(id="breakpoint"):
            yield Finding("`breakpoint()` is left in the code", module.at(node))
        case ast.Attribute(value=ast.Name(id=name), attr="set_trace") if name in _DEBUGGERS:
            yield Finding(f"`{name}.set_trace()` is left in the code", module.at(node))
