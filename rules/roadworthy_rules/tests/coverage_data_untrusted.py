from collections.abc import Iterator

from roadworthy import Evidence, Finding, Location, Severity, rule


@rule(Severity.NOTE, since="0.1")
def coverage_data_untrusted(evidence: Evidence) -> Iterator[Finding]:
    """The coverage data does not match the project.

    The data is empty, corrupt, in an unknown format, from another project, older than the sources, or from
    only some of the tests. Roadworthy treats what it cannot confirm as not measured. Measure again with all
    tests: `pytest --roadworthy`, or `pytest --cov=package --cov-context=test`.

    ```json coverage.json bad
    {"meta": {"format": 3}, "files": {"other/module.py": {"executed_lines": [1], "missing_lines": []}}}
    ```
    ```python src/demo/model.py bad
    def fit(rows):
        return rows
    ```
    ```xml coverage.xml bad
    <coverage><packages>
    ```
    ```json coverage.json good
    {"meta": {"format": 3}, "files": {"src/demo/model.py": {"executed_lines": [1], "missing_lines": [2]}}}
    ```
    ```python src/demo/model.py good
    def fit(rows):
        return rows
    ```
    """
    for source in evidence.sources:
        for problem in source.problems:
            yield Finding(f"`{source.path}`: {problem}", Location(source.path))
