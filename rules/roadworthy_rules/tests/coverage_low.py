from collections.abc import Iterator

from roadworthy import CoverageSettings, CoveredLines, Finding, Repository, Severity, rule


@rule(Severity.WARNING, since="0.1")
def coverage_low(
    lines: CoveredLines, coverage: CoverageSettings | None, repository: Repository, *, limit: int = 80
) -> Iterator[Finding]:
    """Tests run too small a part of the code.

    What no test runs may fail at its first call, and the number says how much there is of it; that it is high
    says less, for a line may run and nobody look at what it did. Start with what production calls, not with
    what is easy to reach. The option `limit` sets another percentage.

    Counted are lines of the importable code, as by coverage.py: not what `pragma: no cover` and settings
    exclude. Without data, and where it is of a part of the tests or of older sources, nothing is judged.

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
        yield Finding(f"tests run {rounded:g} % of {lines.total} lines, less than {limit} %", at)
