import ast
from collections.abc import Iterator

from roadworthy import Finding, Location, Module, Severity, Span, dotted, nodes_of, rule

#: Parts of the names of what checks something, or makes tests.
_CHECKS = ("assert", "check", "exit", "expect", "globals", "pytest", "setattr", "test", "verify")
#: Directories of what is started by hand, whatever it is called.
_ASIDE = frozenset("bench benchmark benchmarks demo demos example examples scripts tools".split())
_DATA = frozenset("cases data fixtures samples snippets resources assets".split())


@rule(Severity.NOTE, since="0.1")
def test_file_empty(module: Module) -> Iterator[Finding]:
    """A test file contains no tests.

    The file suggests that the code it is named after is tested. Write the tests, or delete the file.

    The rule reports `test_*.py` and `*_test.py` files that contain only imports, docstrings and comments, and
    scripts that run when pytest collects them: they have no test and no assertion, so they cannot fail.

    ```python tests/test_model.py bad
    import pytest

    from demo import model
    ```
    ```python tests/test_export.py bad
    # def test_export():
    #     assert export()
    ```
    ```python tests/test_speed.py bad
    import time

    from demo.model import fit

    start = time.time()
    for number in range(10):
        print(fit([number]))
    print(time.time() - start)
    ```
    ```python tests/test_model.py good
    from demo.model import fit

    def test_fit():
        assert fit([1]) == [1]
    ```

    The file may import tests from elsewhere, or hold what other tests import.

    ```python tests/test_rows.py good
    ROWS = [1, 2, 3]

    def rows():
        return ROWS
    ```

    ```python tests/test_backend.py good
    from demo.testing import *
    ```
    ```python tests/test_other.py good
    from demo.testing import TestModel
    ```
    """
    *parents, file = module.path.split("/")
    named = file.startswith("test_") or file.endswith("_test.py")
    if module.role != "test" or not named or _DATA.intersection(parents):
        return
    if ">>>" in module.text:
        return
    rest: list[ast.stmt] = []
    for statement in module.tree.body:
        match statement:
            case ast.Expr(value=ast.Constant()):
                continue
            case ast.Import() | ast.ImportFrom():
                # What is imported may be a test, or a class of tests.
                if any(alias.name == "*" or "test" in alias.name.lower() for alias in statement.names):
                    return
            case _:
                rest.append(statement)
    if not rest or (_ASIDE.isdisjoint(parents) and _is_script(module, rest)):
        does = ": it runs, and asserts nothing" if rest else ""
        yield Finding(f"the file contains no tests{does}", Location(module.path, span=Span(1, 1, 1, 1)))


def _is_script(module: Module, body: list[ast.stmt]) -> bool:
    """Tell whether a file does work when it is collected or started, and can neither fail nor make tests."""
    if nodes_of(module, ast.Assert, ast.Raise, ast.ClassDef):
        return False
    if any(word in dotted(node.func).lower() for node in nodes_of(module, ast.Call) for word in _CHECKS):
        return False
    names = {item.name for item in nodes_of(module, ast.FunctionDef, ast.AsyncFunctionDef)}
    names |= {
        target.id for item in body for target in getattr(item, "targets", ()) if isinstance(target, ast.Name)
    }
    if any(name.lower().startswith("test") for name in names):
        return False
    return any(_works(item) for item in body)


def _works(statement: ast.stmt) -> bool:
    match statement:
        case ast.For() | ast.While():
            return True
        case ast.Expr(value=ast.Call(func=function)):
            return dotted(function) in ("print", "main", "run") or dotted(function).startswith("plt.")
        case ast.If(test=test):
            return "__main__" in ast.unparse(test)
    return False
