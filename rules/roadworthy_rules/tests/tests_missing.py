from collections.abc import Iterator

from roadworthy import Code, Finding, Location, Pyproject, Repository, Severity, Suite, SuiteReach, rule


@rule(Severity.ERROR, since="0.1", take=1.0)
def tests_missing(
    code: Code,
    suite: Suite,
    repository: Repository,
    reach: SuiteReach,
    pyproject: Pyproject | None,
) -> Iterator[Finding]:
    """The project has no tests, or none that reaches its code.

    Nobody can tell whether a change, or a new release of a dependency, breaks it, until it runs where it
    matters. Begin with the functions that production calls: one test each, in `tests/`, with an assertion
    about the result.

    A test is what pytest's settings collect (functions `test*` in files `test_*.py` or `*_test.py`), what
    unittest and other frameworks run, and what a command in the project starts; examples in docstrings and
    notebooks count where something runs them. A suite of which no test imports, starts or names any of the
    code tests something else. The rule stays silent where tests start programs or call a network, for these
    may run the code, at a root that only holds a workspace together, and for an unpacked sdist without any
    test: they may have been left out of it.

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
    ```python src/demo/model.py bad
    def predict(row):
        return 0.5
    ```
    ```python tests/test_model.py bad
    def test_predict():
        assert True
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

    ```toml good
    [tool.uv.workspace]
    members = ["backend"]
    ```
    ```python release.py good
    def release():
        return 1
    ```
    """
    modules = [module for module in code.modules if module.role == "source" and not suite.holds(module.path)]
    if suite.paths or suite.examples:
        if reach.nothing:
            yield Finding("no test reaches any code of the project", Location(suite.paths[0]))
        return
    modules = [module for module in code.modules if module.role == "source"]
    functions = sum(item.kind != "class" for module in modules for item in module.definitions)
    functions += sum(len(notebook.functions) for notebook in code.notebooks if notebook.role == "source")
    if functions and not (pyproject is not None and pyproject.is_workspace_root):
        yield Finding(f"{functions} functions and no test" if functions > 1 else "no test", repository.place)
