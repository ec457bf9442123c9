import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, rule


@rule(Severity.WARNING, since="0.1")
def test_assertion_constant(node: ast.Assert, module: Module) -> Iterator[Finding]:
    """An assertion in a test can never fail.

    `assert (x == 1, "message")` asserts a tuple, which is true whatever is in it: leave out the parentheses.
    `assert "text"` is as true. Python warns of tuples when it compiles the file, once. An `assert True` says
    that this line was reached, and is left alone.

    ```python tests/test_model.py bad
    def test_fit():
        assert (fit([1]) == [1], "rows are kept")
    ```
    ```python tests/test_model.py bad
    def test_fit():
        assert fit([1])
        assert "fit returns its rows"
    ```
    ```python tests/test_model.py good
    def test_fit():
        assert fit([1]) == [1], "rows are kept"
        assert (fit([1]) == [1])
        assert True
    ```
    """
    if module.role != "test":
        return
    match node.test:
        case ast.Tuple(elts=[_, *_]):
            yield Finding("a tuple is always true: this asserts nothing", module.at(node))
        case ast.Constant(value=str(text)) if text:
            yield Finding("a text is always true: this asserts nothing", module.at(node))
