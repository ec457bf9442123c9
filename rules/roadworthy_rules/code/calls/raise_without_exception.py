import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, rule


@rule(
    Severity.WARNING,
    since="0.2",
    codes=("F901", "pylint:raising-bad-type", "pylint:E0702", "pylint:notimplemented-raised", "pylint:E0711"),
    handwritten=True,
)
def raise_without_exception(node: ast.Raise, module: Module) -> Iterator[Finding]:
    """The code raises something that is not an exception.

    `raise "the file is empty"` fails with `TypeError: exceptions must derive from BaseException`, so users
    see that instead of your message, and no handler catches what you meant. Raise an exception with the
    message: `raise ValueError("the file is empty")`. `NotImplemented` is a value for operators: raise
    `NotImplementedError`.

    ```python bad
    def load(path, kind):
        if not path:
            raise "the path is empty"
        if kind != "csv":
            raise f"{kind} is unknown"
        raise NotImplemented("csv")
    ```
    ```python good
    def load(path, kind):
        if not path:
            raise ValueError("the path is empty")
        if kind != "csv":
            raise NotImplementedError
        try:
            return open(path)
        except OSError:
            raise
    ```
    """
    if module.role in ("documentation", "test"):
        return
    match node.exc:
        case ast.Constant(value=str()) | ast.JoinedStr():
            what = "a text"
        case ast.BinOp(op=ast.Mod() | ast.Add(), left=ast.Constant(value=str()) | ast.JoinedStr()):
            what = "a text"
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str()), attr="format")):
            what = "a text"
        case ast.Name(id="NotImplemented") | ast.Call(func=ast.Name(id="NotImplemented")):
            what = "`NotImplemented`"
        case _:
            return
    yield Finding(f"`raise` gets {what}, which is not an exception", module.at(node))
