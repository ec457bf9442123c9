from collections.abc import Iterator

from roadworthy import Finding, IdleTest, Severity, rule


@rule(Severity.WARNING, since="0.2")
def test_never_run(test: IdleTest) -> Iterator[Finding]:
    """A test exists, and pytest never runs it.

    It looks in a list of files as if the code were tested, and cannot fail when the code breaks. Give the
    file a name that pytest collects (`test_*.py`, or what `python_files` says), drop the constructor of the
    class in favour of a fixture, name the class `Test...`, fill the list of parameters, or declare the plugin
    that runs coroutines, such as pytest-asyncio.

    Tests that are skipped on purpose are the subject of `tests-skipped`, and two of one name that of
    `function-redefined`. The rule stays silent about files that a command in the project names or that other
    files import, and about classes with a base.

    ```python tests/integration_test_state.py bad
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
    """
    more = f" ({test.number} in all)" if test.number > 1 else ""
    yield Finding(f"{test.reason}{more}", test.at)
