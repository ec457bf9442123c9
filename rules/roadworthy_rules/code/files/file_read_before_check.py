import ast
from collections.abc import Iterator, Sequence
from typing import Final

from roadworthy import Finding, Location, Module, Severity, dotted, is_run, nodes_of, rule

_CHECKS = frozenset("exists isfile os.path.exists os.path.isfile path.exists path.isfile".split())
_READS = frozenset("joblib.load np.load numpy.load open torch.load".split())
#: How many files that were read are kept in mind; checks follow soon.
_READ: Final = 20
#: What may take a file away, or make it, between the two.
_MOVES = ("remove", "unlink", "rename", "move", "rmtree", "replace(", "chdir")


@rule(Severity.WARNING, since="0.2", handwritten=True)
def file_read_before_check(module: Module) -> Iterator[Finding]:
    """A file is read before the code asks whether it exists.

    If the file is missing, the first line fails, and the branch that would make the file, or explain what to
    do, never runs. Move the check before the line that reads the file.

    The rule compares the paths as they are written, in statements of the same block. It ignores a check after
    which an existing file is only cleaned up, and files that may have been moved or deleted between the two.

    ```python bad
    import os

    import pandas as pd

    def features(path, compute):
        rows = pd.read_pickle(path + "/features.pkl")
        if not os.path.isfile(path + "/features.pkl"):
            compute(path)
        return rows
    ```
    ```python good
    import os

    import pandas as pd

    def features(path, compute):
        if not os.path.isfile(path + "/features.pkl"):
            compute(path)
        return pd.read_pickle(path + "/features.pkl")

    def take(path):
        rows = pd.read_pickle(path)
        if os.path.exists(path):
            os.remove(path)
        return rows

    def newest(path, other):
        rows = pd.read_pickle(path)
        path = other
        if not os.path.exists(path):
            rows.to_pickle(path)
        return rows
    ```
    """
    text = module.text
    if not is_run(module.path, module.role) or not ("exists(" in text or "isfile(" in text):
        return
    for block in (module.tree, *nodes_of(module, ast.FunctionDef, ast.AsyncFunctionDef)):
        for read, check in _late_checks(block.body):
            message = f"`{ast.unparse(read)}` is read before its existence is checked"
            yield Finding(message, module.at(check), related=(Location(module.path, span=module.span(read)),))


def _late_checks(statements: Sequence[ast.stmt]) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield the paths that statements read before a later one asks whether there is such a file."""
    reads: dict[str, ast.expr] = {}
    for statement in statements:
        path = _asked(statement) if reads and isinstance(statement, ast.If) else None
        if path is not None and (read := reads.pop(ast.unparse(path), None)):
            yield read, path
        for name in _rebound(statement) if reads else ():
            reads = {
                text: path
                for text, path in reads.items()
                if not any(isinstance(part, ast.Name) and part.id == name for part in ast.walk(path))
            }
        if reads and any(word in ast.unparse(statement) for word in _MOVES):
            reads.clear()
        value = getattr(statement, "value", None)
        for part in ast.walk(value) if isinstance(statement, (ast.Assign, ast.Expr)) and value else ():
            if isinstance(part, ast.Call) and part.args and _reads(part) and len(reads) < _READ:
                reads.setdefault(ast.unparse(part.args[0]), part.args[0])


def _asked(statement: ast.If) -> ast.expr | None:
    """Return the path whose absence a condition asks for, None for any other condition."""
    match statement.test:
        case ast.UnaryOp(op=ast.Not(), operand=ast.Call(func=function, args=[path])):
            return path if dotted(function) in _CHECKS else None
        case ast.Call(func=function, args=[path]) if statement.orelse:
            return path if dotted(function) in _CHECKS else None
        case _:
            return None


def _rebound(statement: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement gives another value; a text that is only trimmed stays what it is."""
    for part in ast.walk(statement):
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
            match statement:
                case ast.Assign(value=ast.Call(func=ast.Attribute(attr="strip" | "lower"), args=[])):
                    continue
            yield part.id


def _reads(call: ast.Call) -> bool:
    """Tell whether a call reads the file whose path is its first argument."""
    name = dotted(call.func)
    if name == "open":
        return len(call.args) == 1 or (
            isinstance(call.args[1], ast.Constant) and str(call.args[1].value).startswith("r")
        )
    return name in _READS or name.startswith(("pd.read_", "pandas.read_"))
