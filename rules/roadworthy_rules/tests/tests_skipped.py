from collections.abc import Iterator

from roadworthy import Finding, Location, ModuleSummary, Severity, Suite, is_skipped, rule

_FAILING = frozenset("pytest.mark.xfail mark.xfail xfail unittest.expectedFailure expectedFailure".split())


@rule(Severity.NOTE, since="0.1")
def tests_skipped(suite: Suite, modules: tuple[ModuleSummary, ...]) -> Iterator[Finding]:
    """Many tests are always skipped.

    A test that never runs, or that is expected to fail, tells you nothing about the code, but looks like a
    test. Fix these tests or delete them.

    The rule counts tests with an unconditional `skip`, `xfail` or `expectedFailure`, on the test, its class
    or the file's `pytestmark`, and tests that start with `pytest.skip()` or `self.skipTest()`. It ignores
    `skipif`. It reports a suite with at least three such tests, if they are more than a fifth of all.

    ```python tests/test_model.py bad
    import pytest

    @pytest.mark.skip(reason="broken since the new loader")
    class TestLoader:
        def test_rows(self):
            assert load() == []

        def test_types(self):
            assert load() == []

    @pytest.mark.xfail
    def test_fit():
        assert fit([1]) == [1]

    def test_predict():
        assert predict([1]) == [1]

    def test_save():
        assert save() is None
    ```
    ```python tests/test_model.py good
    import sys

    import pytest

    @pytest.mark.skipif(sys.platform == "win32", reason="no fork")
    class TestLoader:
        def test_rows(self):
            assert load() == []

        def test_types(self):
            assert load() == []

    @pytest.mark.xfail
    def test_fit():
        assert fit([1]) == [1]

    def test_predict():
        assert predict([1]) == [1]

    def test_save():
        assert save() is None

    def test_more():
        assert save() is None
    ```
    """
    skipped: list[Location] = []
    total = 0
    for module in modules:
        if not suite.holds(module.path):
            continue
        classes = {item.name: item for item in module.definitions if item.kind == "class"}
        for item in module.definitions:
            if item.kind == "class" or not item.name.startswith("test"):
                continue
            total += 1
            owner = classes.get(item.owner)
            decorators = (*item.decorators, *(owner.decorators if owner else ()))
            failing = any(name.removesuffix("()") in _FAILING for name in decorators)
            if failing or is_skipped(item, owner, module):
                skipped.append(Location(module.path, item.route, item.span))
    if len(skipped) >= 3 and len(skipped) * 5 > total:
        yield Finding(f"{len(skipped)} of {total} tests are always skipped or expected to fail", skipped[0])
