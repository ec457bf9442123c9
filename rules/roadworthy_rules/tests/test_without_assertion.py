import ast
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from roadworthy import (
    Finding,
    Module,
    ModuleSummary,
    Part,
    PytestSettings,
    Severity,
    and_more,
    dotted,
    fact,
    lines_within,
    rule,
)
from roadworthy_rules.tests._shared import is_data
from roadworthy_rules.tests._toothless import may_be_toothless, toothless

#: Words in the names of what checks something: pytest, unittest, mocks, snapshots, helpers of all kinds.
_CHECKS = (
    "assert approx benchmark check compare ensure equal expect fail given match must pytester raises"
    " regression run should skip snapshot test validate verify warns"
).split()
#: What a test says whose point is that it runs at all.
_EXCUSE = re.compile(
    r"smoke|crash|raise|error|exception|warn|works|just run|segfault|no_?op|noqa: ?F841", re.IGNORECASE
)
#: Faults that tests of a file have in common, and how one finding says so.
_JOINED = {
    "its body is empty": "are empty",
    "it returns its result": "assert nothing but return their result",
    "it ends by printing": "assert nothing but end by printing",
}
_CHECKING = (ast.Assert, ast.Raise, ast.With, ast.AsyncWith, ast.Yield, ast.Global, ast.Nonlocal)


@dataclass(frozen=True, slots=True)
class UncheckedTest:
    """A test that cannot fail, or those of a file with the same fault: what to report of it."""

    finding: Finding


@rule(Severity.WARNING, since="0.1", handwritten=True)
def test_without_assertion(
    module: ModuleSummary, unchecked: tuple[UncheckedTest, ...], pytest: PytestSettings | None
) -> Iterator[Finding]:
    """A test computes a result and does not check it.

    The test passes whatever the code returns, and coverage still counts the code as tested. Assert what the
    result must be.

    The rule reports tests that are empty, end with a comparison or `print`, return `True` or `False`, which
    pytest ignores, or assign a result that is never read. It also reports tests whose assertions cannot fail:
    assertions in a `try` that catches `Exception`, and several statements in `pytest.raises(Exception)`,
    which passes on a misspelled name too. It ignores smoke tests, which call a function and drop the result
    or mark it with `noqa: F841`, and tests that execute code from a string. It also ignores `pytest.fail` and
    `pytest.raises` in such a `try`: what they raise is not an `Exception`. It reports the tests of a file
    that are empty together, and so those that return their result and those that end by printing. It ignores
    files in which pytest does not look by its setting `testpaths`, and scripts without any assertion that
    call their own functions when they are started: a person reads what they print.

    ```python tests/test_model.py bad
    from demo.model import fit

    def test_fit():
        model = fit([1, 2])
        print(model)
    ```
    ```python tests/test_model.py bad
    from demo.model import fit

    def test_fit():
        fit([1, 2]) == [1, 2]

    def test_fit_again():
        model = fit([1, 2])
    ```
    ```python tests/test_model.py bad
    from demo.model import fit

    def test_fit():
        try:
            assert fit([2, 1]) == [9]
        except Exception:
            pass
    ```
    ```python tests/test_model.py bad
    import pytest

    from demo.model import fit

    def test_fit_refuses():
        with pytest.raises(Exception):
            rows = [1]
            fitt(rows, -1)
    ```
    ```python tests/test_model.py bad
    import pytest

    from demo.model import fit

    def test_fit_refuses():
        try:
            fit([1], -1)
            pytest.fail("nothing was raised")
        except:
            pass
    ```
    ```python tests/test_model.py bad
    from demo.model import fit

    def test_fit():
        try:
            print(fit([1, 2]))
            return True
        except Exception as error:
            print(error)
            return False
    ```
    ```python tests/test_model.py bad
    def test_fit():
        pass

    def test_predict():
        pass
    ```
    ```python test_model.py good
    from demo.model import fit

    def test_fit():
        print(fit([1, 2]))

    if __name__ == "__main__":
        test_fit()
    ```
    ```python test_model.py bad
    from demo.model import fit

    def test_fit():
        print(fit([1, 2]))

    def test_fit_again():
        assert fit([1, 2])

    if __name__ == "__main__":
        test_fit()
    ```
    ```python test_model.py bad
    import pytest

    from demo.model import fit

    def test_fit():
        print(fit([1, 2]))

    if __name__ == "__main__":
        pytest.main([__file__])
    ```

    ```python tests/test_model.py bad
    def test_fit():
        pass
    ```
    ```toml bad
    [tool.pytest.ini_options]
    testpaths = ["tests"]
    ```
    ```python old/test_model.py good
    def test_fit():
        pass
    ```
    ```toml good
    [tool.pytest.ini_options]
    testpaths = ["tests"]
    ```
    ```python tests/test_model.py good
    import pytest

    from demo.model import fit

    def test_fit():
        assert fit([1, 2]) == [1, 2]

    def test_fit_refuses():
        with pytest.raises(Exception):
            fit([1], -1)
        with pytest.raises(Exception, match="no rows"):
            rows = []
            fit(rows)

    def test_fit_leaves_rows():
        try:
            assert fit([1]) == [1]
        except Exception:
            pytest.fail("it raised")

    def test_fit_refuses_text():
        try:
            fit("")
            pytest.fail("nothing was raised")
        except Exception as error:
            print(error)

    def test_fit_takes_nothing():
        fit([])

    def test_fit_again():
        model = check_model(fit([1]))

    class TestFit(BaseTests):
        def test_slow(self):
            pass
    ```
    The rule ignores generated tests, as generators of clients write them.

    ```python tests/test_client.py good
    # Generated by OpenAPI Generator (https://openapi-generator.tech)
    # Do not edit the class manually.
    from demo.model import fit

    def test_fit():
        fit([1, 2])
    ```
    ```python tests/test_model.py good
    from demo.model import fit

    def test_fit_with_weights():
        model = fit([1, 2], [1, 1])  # noqa: F841
    ```
    """
    if _is_read_by_a_person(module) or (pytest is not None and not pytest.looks_in(module.path)):
        return
    for item in unchecked:
        if item.finding.at.file == module.path:
            yield item.finding


def _is_read_by_a_person(module: ModuleSummary) -> bool:
    """Tell whether a file asserts nothing, and calls its own functions when it is started."""
    if "asserts" in module.marks:
        return False
    started = module.called | module.main_uses
    return any(item.kind == "function" and item.name in started for item in module.definitions)


@fact
def unchecked_tests(module: Module) -> tuple[UncheckedTest, ...]:
    """List the tests of a module that assert nothing, or cannot fail."""
    return tuple(map(UncheckedTest, _unchecked(module)))


def _unchecked(module: Module) -> Iterator[Finding]:
    file = module.path.rpartition("/")[2]
    collected = file.startswith("test_") or file.endswith(("_test.py", "_tests.py")) or file == "tests.py"
    if module.role != "test" or not collected or is_data(module.path):
        return
    joined: dict[str, list[Part]] = {fault: [] for fault in _JOINED}
    helpers = {item.name for item in module.tree.body if isinstance(item, (ast.FunctionDef, ast.ClassDef))}
    suspects = may_be_toothless(module)
    for test in _tests(module.tree.body):
        if lines_within(test, suspects) and (reason := toothless(test)):
            yield Finding(f"`{test.name}` cannot fail: {reason}", module.at(test))
            continue
        fault = _fault(test.body)
        if "empty" in fault and any(item.arg not in ("self", "cls") for item in test.args.args):
            # A fixture may be what is tested.
            continue
        if not fault or any(_is_check(node, helpers) for node in ast.walk(test)):
            continue
        text = "\n".join(map(module.lines.line, range(test.lineno, (test.end_lineno or test.lineno) + 1)))
        excused = "returns" not in fault and _EXCUSE.search(text)
        if not excused and not ("empty" in fault and "#" in text):
            part = Part(f"`{test.name}` asserts nothing: {fault}", module.at(test), (test.name,))
            if fault in joined:
                joined[fault].append(part)
            else:
                yield Finding(part.message, part.at)
    for fault, parts in joined.items():
        if len(parts) == 1:
            yield Finding(parts[0].message, parts[0].at)
        elif parts:
            names = and_more([part.values[0] for part in parts], 3)
            yield Finding(f"{len(parts)} tests {_JOINED[fault]}: {names}", parts[0].at, parts=tuple(parts))


def _tests(body: list[ast.stmt]) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield what pytest collects; a method of a class with bases may switch off an inherited test."""
    for item in body:
        if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef)):
            if item.name.startswith("test") and not item.decorator_list:
                yield item
        elif isinstance(item, ast.ClassDef):
            cases = [dotted(base).endswith("TestCase") for base in item.bases]
            if all(cases or [item.name.startswith("Test")]):
                yield from _tests(item.body)


def _fault(body: list[ast.stmt]) -> str:
    """Say what gives a test away as unfinished, "" where nothing does."""
    match body[-1]:
        case ast.Pass() | ast.Expr(value=ast.Constant()):
            return "its body is empty" if len(body) == 1 else _fault(body[:-1])
        case ast.Expr(value=ast.Compare()):
            return "it ends with a comparison"
        case ast.Return(value=ast.Constant(value=bool())):
            return "it returns its result"
        case ast.Try(body=tried):
            return "it returns its result" if "returns" in _fault(tried) else ""
        case ast.Expr(value=ast.Call(func=ast.Name(id="print" | "display"))):
            return "it ends by printing"
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as call) if not name.startswith("_"):
            if any(_is_code(argument) for argument in call.args):
                return ""
            return f"`{name}` is never read"
    return ""


def _is_code(node: ast.expr) -> bool:
    """Tell whether an argument is a text of statements, which something runs."""
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        return False
    try:
        body = ast.parse(textwrap.dedent(node.value)).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return any(not isinstance(statement, ast.Expr) for statement in body)


def _is_check(node: ast.AST, helpers: set[str]) -> bool:
    if isinstance(node, ast.arg):
        return any(word in node.arg for word in ("snapshot", "regression", "benchmark"))
    if not isinstance(node, ast.Call):
        return isinstance(node, _CHECKING)
    words, function = [], node.func
    while isinstance(function, (ast.Attribute, ast.Call, ast.Subscript)):
        words += [function.attr] if isinstance(function, ast.Attribute) else []
        function = function.func if isinstance(function, ast.Call) else function.value
    words += [function.id] if isinstance(function, ast.Name) else []
    own = {"self", "cls", *helpers}.intersection(words)
    return bool(own) or any(check in word.lower() for check in _CHECKS for word in words)
