from collections.abc import Iterator

from roadworthy import CoverageSettings, CoveredLines, Finding, Repository, Severity, rule


@rule(Severity.WARNING, since="0.1")
def coverage_low(
    lines: CoveredLines, coverage: CoverageSettings | None, repository: Repository, *, limit: int = 80
) -> Iterator[Finding]:
    """The tests cover too little of the code.

    Code that no test runs may fail on its first call. Start with the code that production calls, not with the
    code that is easiest to reach. A high number alone proves little, because a test may run a line without
    checking its result.

    The option `limit` sets the percentage. The rule counts lines of the importable code as coverage.py does:
    without `pragma: no cover` and lines that the settings exclude. It stays silent without data, or if the
    data is from only some of the tests or older than the sources.

    ```json coverage.json bad
    {"meta": {"format": 3}, "files": {"src/demo/model.py":
    {"executed_lines": [1, 2, 4], "missing_lines": [5]}}}
    ```
    ```python src/demo/model.py bad
    def fit(rows):
        return rows

    def export(model):
        return str(model)
    ```
    ```json coverage.json good
    {"meta": {"format": 3}, "files": {"src/demo/model.py":
    {"executed_lines": [1, 2, 4, 5], "missing_lines": []}}}
    ```
    ```python src/demo/model.py good
    def fit(rows):
        return rows

    def export(model):
        return str(model)
    ```
    """
    # Statements counted here are some in a thousand more or less than coverage.py's own.
    if lines.percent < limit - (0 if lines.exact else 1):
        section = coverage and (coverage.report or coverage.run)
        at = section.at("fail_under") if section else repository.place
        rounded = int(lines.percent * 10) / 10
        yield Finding(f"tests cover {rounded:g} % of {lines.total} lines, less than {limit} %", at)
