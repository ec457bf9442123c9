from collections.abc import Iterator

from roadworthy import Code, Finding, Repository, Severity, Suite, rule


@rule(Severity.ERROR, since="0.1", take=1.0)
def tests_missing(
    code: Code,
    suite: Suite,
    repository: Repository,
) -> Iterator[Finding]:
    """The project has no tests.

    Nobody can tell whether a change, or a new release of a dependency, breaks it, until it runs where it
    matters. Begin with the functions that production calls: one test each, in `tests/`, with an assertion
    about the result.

    A test is a function or method whose name starts with `test`, in a file below `tests/` or called
    `test_*.py`, or what pytest's settings make one; examples in docstrings and notebooks count where
    something runs them. An unpacked sdist without any is not measured: they may have been left out of it.

    ```python src/demo/model.py bad
    def predict(row):
        return 0.5
    ```
    ```python src/demo/model.py bad
    def predict(row):
        return 0.5
    ```
    ```python tests/helpers.py bad
    def make_row():
        return {}
    ```
    ```python src/demo/model.py good
    def predict(row):
        return 0.5
    ```
    ```python tests/test_model.py good
    from demo.model import predict

    def test_predict():
        assert predict({}) == 0.5
    ```
    Where no function is defined there is nothing to test.

    ```python src/demo/__init__.py good
    VERSION = "1.0"
    ```
    """
    if suite.paths or suite.examples:
        return
    modules = [module for module in code.modules if module.role == "source"]
    functions = sum(item.kind != "class" for module in modules for item in module.definitions)
    functions += sum(len(notebook.functions) for notebook in code.notebooks if notebook.role == "source")
    if functions:
        yield Finding(f"{functions} functions and no test" if functions > 1 else "no test", repository.place)
