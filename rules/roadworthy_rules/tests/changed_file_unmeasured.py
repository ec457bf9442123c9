from collections.abc import Iterator

from roadworthy import ChangedFunction, Finding, Location, Severity, Span, and_more, rule


@rule(Severity.ERROR, since="0.1", take=0.0)
def changed_file_unmeasured(functions: tuple[ChangedFunction, ...]) -> Iterator[Finding]:
    """The coverage data does not include a file that the change adds or touches.

    Without `source`, coverage.py reports only imported files: a new module without tests does not count as
    0 %, it is missing from the report. This rule counts it as untested. Write tests for the file. If they
    exist, measure again, because the data may be older than the file.

    The rule applies with `--diff-base REV`. It ignores files that `omit` excludes or that are outside the
    measured source.

    ```before src/demo/model.py bad
    def fit(rows):
        return rows
    ```
    ```python src/demo/model.py bad
    def fit(rows):
        return rows
    ```
    ```python src/demo/export.py bad
    def export(model):
        return str(model)
    ```
    ```python tests/test_model.py bad
    from demo.model import fit

    def test_fit():
        assert fit([1]) == [1]
    ```
    ```json coverage.json bad
    {"meta": {"format": 3}, "files": {"src/demo/model.py": {"executed_lines": [1, 2], "missing_lines": []}}}
    ```
    ```before src/demo/model.py good
    def fit(rows):
        return rows
    ```
    ```python src/demo/model.py good
    def fit(rows):
        return rows
    ```
    ```python src/demo/export.py good
    def export(model):
        return str(model)
    ```
    ```python tests/test_model.py good
    from demo.export import export

    def test_export():
        assert export(1) == "1"
    ```
    ```json coverage.json good
    {"meta": {"format": 3}, "files": {
    "src/demo/model.py": {"executed_lines": [1], "missing_lines": [2]},
    "src/demo/export.py": {"executed_lines": [1, 2], "missing_lines": []}}}
    ```
    """
    names: dict[str, list[str]] = {}
    added: dict[str, bool] = {}
    for function in functions:
        if function.unknown:
            path = function.at.file
            names.setdefault(path, []).append(function.name)
            added[path] = added.get(path, True) and function.added
    for path, found in names.items():
        message = (
            f"the coverage data does not include this file, so no test is known to run {and_more(found)}"
        )
        message += f", which this change {'adds' if added[path] else 'touches'}"
        yield Finding(message, Location(path, span=Span(1, 1, 1, 1)))
