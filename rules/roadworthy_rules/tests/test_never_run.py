from collections.abc import Iterator

from roadworthy import Finding, IdleTest, Severity, rule


@rule(Severity.WARNING, since="0.2")
def test_never_run(test: IdleTest) -> Iterator[Finding]:
    """A test never runs.

    The code looks tested, but the test cannot fail when the code breaks. Give the file a name that pytest
    collects (`test_*.py`, or a pattern in `python_files`), name the class `Test...`, replace its constructor
    with a fixture, fill the empty list of parameters, or declare the plugin that runs coroutines, such as
    pytest-asyncio.

    The rule ignores files that a command in the project names or that other files import, files named for a
    run by hand (`slow_test_fit.py`, `manual_test.py`), and classes with a base class. It ignores scripts that
    call their own tests at the top level or in the main block, or that call own functions there and assert
    nothing. It ignores classes that
    other modules import to make objects of them, and classes whose constructor takes arguments or whose file
    makes objects of them, if the file asserts nothing. `tests-skipped` reports skipped tests, and
    `function-redefined` reports two tests with the same name.

    ```python tests/integration_test_state.py bad
    from demo.model import recover

    def test_recover():
        assert recover(1) == 1
    ```
    ```python tests/slow_test_state.py good
    from demo.model import recover

    def test_recover():
        assert recover(1) == 1
    ```
    ```python tests/test_model.py bad
    from demo.model import fit

    class TestModel:
        def __init__(self):
            self.rows = [1]

        def test_fit(self):
            assert fit(self.rows) == [1]
    ```
    ```python tests/test_model.py bad
    import pytest

    from demo.model import fit

    @pytest.mark.parametrize("rows", [])
    def test_fit(rows):
        assert fit(rows) == rows
    ```
    ```python tests/test_model.py bad
    from demo.model import fit

    async def test_fit():
        assert await fit([1]) == [1]
    ```
    ```python tests/test_model.py good
    import pytest

    from demo.model import fit

    class TestModel:
        def setup_method(self):
            self.rows = [1]

        def test_fit(self):
            assert fit(self.rows) == [1]

    @pytest.mark.parametrize("rows", [[1]])
    def test_fit(rows):
        assert fit(rows) == rows

    @pytest.mark.anyio
    async def test_fit_again():
        assert await fit([1]) == [1]
    ```

    ```python tests/fit_tests.py good
    from demo.model import fit

    def test_fit(rows):
        assert fit(rows) == rows

    test_fit([1])
    ```

    A script whose `__main__` block starts the coroutine needs no plugin.

    ```python test_service.py good
    import asyncio

    async def test():
        print("answers")

    if __name__ == "__main__":
        asyncio.run(test())
    ```

    Plugins of other projects that tests load may run coroutines; those of the project's own are read.

    ```python tests/test_model.py good
    from demo.model import fit

    pytest_plugins = ["aiohttp.pytest_plugin", "tests.rows"]

    async def test_fit():
        assert await fit([1]) == [1]
    ```
    ```python tests/rows.py bad
    import pytest

    @pytest.fixture
    def rows():
        return [1]
    ```
    ```python tests/test_model.py bad
    from demo.model import fit

    pytest_plugins = ["tests.rows"]

    async def test_fit(rows):
        assert await fit(rows) == [1]
    ```
    """
    more = f" ({test.number} in all)" if test.number > 1 else ""
    yield Finding(f"{test.reason}{more}", test.at)
