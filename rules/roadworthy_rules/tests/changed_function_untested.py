from collections.abc import Iterator

from roadworthy import ChangedFunction, Finding, Severity, rule
from roadworthy_rules.tests._shared import untested


@rule(Severity.ERROR, since="0.1", take=0.0)
def changed_function_untested(function: ChangedFunction) -> Iterator[Finding]:
    """No test reaches a function that the change adds or touches.

    Whatever part of a project is tested, what is new need not add to what is not. Asked for by `--diff-base
    REV`, in a pull request `--diff-base origin/main`: compared are the files here with the commit at which
    the branch left REV. A function is touched where its code differs; comments, docstrings and formatting are
    no code, and what only moved is not touched. It takes nothing of the score: that is about the whole.

    RuleRun by what was measured: best run `pytest --roadworthy` before. Where nothing was measured, or the
    file changed since, judged by the names that tests lead to, and of public functions alone. Stubs,
    overloads, abstract methods, generated code and migrations are owed no test.

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
    What was untested before, and is as it was, is the business of `public-function-untested`.

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
