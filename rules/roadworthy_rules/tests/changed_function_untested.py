from collections.abc import Iterator

from roadworthy import ChangedFunction, Finding, Severity, rule
from roadworthy_rules.tests._shared import untested


@rule(Severity.ERROR, since="0.1", take=0.0)
def changed_function_untested(function: ChangedFunction) -> Iterator[Finding]:
    """No test reaches a function that the change adds or touches.

    New code without tests adds to the untested part of the project, and a bug in it reaches production
    unnoticed. Write a test that calls the function.

    The rule applies with `--diff-base REV`; in a pull request, `--diff-base origin/main`. It compares the
    files with the commit where the branch left REV. A function is touched if its code differs: comments,
    docstrings, formatting and moved code do not count. The rule does not change the score.

    Run `pytest --roadworthy` first, so that the rule can use what was measured. Without a measurement, or if
    the file changed since, the rule follows the names that tests mention and checks only public functions. It
    ignores stubs, overloads, abstract methods, generated code and migrations.

    ```before src/demo/model.py bad
    def fit(rows):
        return rows
    ```
    ```python src/demo/model.py bad
    def fit(rows):
        return rows

    def export(model):
        return str(model)
    ```
    ```python tests/test_model.py bad
    from demo.model import fit

    def test_fit():
        assert fit([1]) == [1]
    ```
    ```before src/demo/model.py bad
    def fit(rows):
        return rows

    def export(model):
        return str(model)
    ```
    ```python src/demo/model.py bad
    def fit(rows):
        return rows

    def export(model):
        return repr(model)
    ```
    ```python tests/test_model.py bad
    from demo.model import fit

    def test_fit():
        assert fit([1]) == [1]
    ```
    ```json coverage.json bad
    {"meta": {"format": 3}, "files": {"src/demo/model.py":
    {"executed_lines": [1, 2, 4], "missing_lines": [5]}}}
    ```

    `public-function-untested` reports functions that were already untested and have not changed.

    ```before src/demo/model.py good
    def fit(rows):
        return rows

    def export(model):
        return str(model)
    ```
    ```python src/demo/model.py good
    def export(model):
        \"\"\"Return the model as text.\"\"\"
        return str(model)  # for logs

    def fit(rows):
        return list(rows)
    ```
    ```python tests/test_model.py good
    from demo.model import fit

    def test_fit():
        assert fit([1]) == [1]
    ```
    """
    if function.tested or function.unknown:
        return
    how = untested(function.grade)
    what = "adds" if function.added else "touches"
    message = f"{how or 'no test reaches'} `{function.name}`, which this change {what}"
    unsure = "" if how else "; nothing was measured: run `pytest --roadworthy`"
    yield Finding(message + unsure, function.at)
