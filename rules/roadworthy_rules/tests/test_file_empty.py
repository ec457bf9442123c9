import ast
from collections.abc import Iterator

from roadworthy import Finding, Location, Module, Severity, Span, rule

_DATA = frozenset("cases data fixtures samples snippets resources assets".split())


@rule(Severity.NOTE, since="0.1")
def test_file_empty(module: Module) -> Iterator[Finding]:
    """A test file contains no tests.

    The file suggests that the code it is named after is tested. Write the tests, or delete the file.

    The rule reports `test_*.py` and `*_test.py` files that contain only imports, docstrings and comments.

    ```python tests/test_model.py bad
    import pytest

    from demo import model
    ```
    ```python tests/test_export.py bad
    # def test_export():
    #     assert export()
    ```
    ```python tests/test_model.py good
    from demo.model import fit

    def test_fit():
        assert fit([1]) == [1]
    ```

    The file may import tests from elsewhere.

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
    for statement in module.tree.body:
        match statement:
            case ast.Expr(value=ast.Constant()):
                continue
            case ast.Import() | ast.ImportFrom():
                # What is imported may be a test, or a class of tests.
                if any(alias.name == "*" or "test" in alias.name.lower() for alias in statement.names):
                    return
            case _:
                return
    if ">>>" not in module.text:
        yield Finding("the file contains no tests", Location(module.path, span=Span(1, 1, 1, 1)))
