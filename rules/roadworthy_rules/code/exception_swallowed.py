import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, rule


@rule(Severity.WARNING, since="0.1", codes=("E722", "BLE001", "S110", "S112", "SIM105", "pylint:bare-except", "pylint:W0702", "pylint:broad-except", "pylint:broad-exception-caught", "pylint:W0703", "pylint:W0718"), handwritten=True)
def exception_swallowed(node: ast.Try, module: Module) -> Iterator[Finding]:
    """Every exception is caught, and nothing is done about it.

    A typing error, a missing file and even Ctrl-C pass in silence, and the wrong result turns up elsewhere.
    Catch the exceptions that you expect; log the others, or let them rise.

    ```python bad
    def load(path):
        try:
            return float(open(path).read())
        except:
            return 0
    ```
    ```python bad
    def load(path):
        try:
            return float(open(path).read())
        except BaseException:
            pass
    ```
    What an import is tried for may fail, and `except Exception` at least lets the process be stopped.

    ```python good
    try:
        import fast
    except:
        fast = None

    def load(path, log):
        try:
            return float(open(path).read())
        except Exception:
            return 0
        except:
            log.exception("cannot load")
            raise
    ```
    """
    if module.role != "source" or _is_import(node.body):
        return
    for handler in node.handlers:
        if _is_broad(handler.type) and all(_is_nothing(item) for item in handler.body):
            caught = "every exception" if handler.type is None else f"`{ast.unparse(handler.type)}`"
            yield Finding(f"{caught} is caught and dropped", module.at(handler))


def _is_import(body: list[ast.stmt]) -> bool:
    """Tell whether all that is tried is to import, and to note that it worked."""
    return isinstance(body[0], (ast.Import, ast.ImportFrom)) and all(
        isinstance(item, (ast.Import, ast.ImportFrom, ast.Assign)) for item in body
    )


def _is_broad(caught: ast.expr | None) -> bool:
    return caught is None or (isinstance(caught, ast.Name) and caught.id == "BaseException")


def _is_nothing(statement: ast.stmt) -> bool:
    """Tell whether a statement leaves no trace of what was caught: pass, continue, or a constant result."""
    match statement:
        case ast.Pass() | ast.Continue() | ast.Expr(value=ast.Constant()):
            return True
        case ast.Return(value=None | ast.Constant()) | ast.Assign(value=ast.Constant()):
            return True
    return False
