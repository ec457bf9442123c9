import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, rule
from roadworthy_rules.tests._shared import is_data

#: Attributes that a mock makes up as it makes up any other, and that are true.
_INVENTED = frozenset(
    "any_call called_once called_once_with called_with has_awaits has_calls not_awaited not_called".split()
)
_CHECKS = ("assert_called", "assert_any", "assert_has", "assert_not", "assert_awaited")
#: Modules and fixtures that give mocks.
_MOCKS = frozenset("AsyncMock MagicMock Mock create_autospec mock mocker patch".split())


@rule(
    Severity.WARNING,
    since="0.1",
    where=lambda module: module.role == "test" and not is_data(module.path),
)
def test_assertion_constant(node: ast.Assert | ast.Expr, module: Module) -> Iterator[Finding]:
    """An assertion in a test can never fail.

    `assert (x == 1, "message")` asserts a tuple, which is always true: remove the parentheses.
    `assert "text"` is always true as well. A mock has every attribute, so `assert save.called_once` and
    `save.not_called()` pass whatever was called, and `save.assert_called_once` without parentheses has no
    effect. Call `save.assert_called_once()`.

    The rule ignores `assert True`, which marks a line as reached. It checks attributes of mocks only in files
    that create mocks.

    ```python tests/test_model.py bad
    def test_fit():
        assert (fit([1]) == [1], "rows are kept")
    ```
    ```python tests/test_model.py bad
    def test_fit():
        assert fit([1])
        assert "fit returns its rows"
    ```
    ```python tests/test_model.py bad
    from unittest.mock import Mock

    def test_fit():
        save = Mock()
        fit([1], save)
        assert save.called_once
    ```
    ```python tests/test_model.py bad
    from unittest.mock import Mock

    def test_fit():
        save = Mock()
        fit([1], save)
        save.assert_called_once
    ```
    ```python tests/test_model.py good
    from unittest.mock import Mock

    def test_fit():
        assert fit([1]) == [1], "rows are kept"
        assert (fit([1]) == [1])
        assert True

    def test_save():
        save = Mock()
        fit([1], save)
        save.assert_called_once()
        assert save.called
    ```
    ```python tests/test_client.py good
    from unittest.mock import Mock

    def test_send(requests_mock):
        requests_mock.get("https://example.com")
        send("https://example.com", on_error=Mock())
        assert requests_mock.called_once
    ```
    """
    match node:
        case ast.Assert(test=ast.Tuple(elts=[_, *_])):
            yield Finding("the assertion tests a tuple, which is always true", module.at(node))
        case ast.Assert(test=ast.Constant(value=str(text))) if text:
            yield Finding("the assertion tests a string, which is always true", module.at(node))
        case (
            ast.Assert(test=ast.Attribute(attr=name) | ast.Call(func=ast.Attribute(attr=name)))
            | ast.Expr(value=ast.Call(func=ast.Attribute(attr=name)))
        ) if name in _INVENTED and _makes_mocks(module) and not _counts(name, module):
            message = f"a mock has every attribute, so `{name}` never fails; use `assert_{name}()`"
            yield Finding(message, module.at(node))
        case ast.Expr(value=ast.Attribute(attr=name)) if name.startswith(_CHECKS) and _makes_mocks(module):
            yield Finding(f"`{name}` is not called, so it asserts nothing", module.at(node))


def _counts(name: str, module: Module) -> bool:
    """Tell whether it is requests-mock that is asked: its mocks do have a property `called_once`."""
    return name == "called_once" and "requests_mock" in module.text


def _makes_mocks(module: Module) -> bool:
    return any(word in module.text for word in _MOCKS)
