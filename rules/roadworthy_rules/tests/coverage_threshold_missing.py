from collections.abc import Iterator

from roadworthy import CoverageSettings, Finding, Severity, rule


@rule(Severity.NOTE, since="0.1")
def coverage_threshold_missing(coverage: CoverageSettings) -> Iterator[Finding]:
    """Coverage has no minimum.

    Coverage then drops unnoticed, one change after another. Set `fail_under` in `[tool.coverage.report]`, so
    that `coverage report` fails below it (coverage.py, "Configuration reference"). Start with today's number.

    The rule also accepts `--cov-fail-under` and `--fail-under` in a command, and a service such as Codecov.

    ```toml bad
    [tool.coverage.run]
    source = ["demo"]
    ```
    ```toml bad
    [tool.coverage.report]
    show_missing = true
    ```
    ```toml good
    [tool.coverage.report]
    fail_under = 90
    ```
    ```toml good
    [tool.coverage.run]
    source = ["demo"]

    [tool.pytest.ini_options]
    addopts = "--cov --cov-fail-under=90"
    ```
    """
    section = coverage.report or coverage.run
    if section is None or "threshold" in coverage.set_elsewhere or coverage.uses_covdefaults:
        return
    if coverage.report is None or "fail_under" not in coverage.report.values:
        yield Finding("coverage is measured, but `fail_under` is not set", section.at())
