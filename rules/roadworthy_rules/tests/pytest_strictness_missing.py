from collections.abc import Iterator

from roadworthy import Finding, PytestSettings, Severity, rule


@rule(Severity.NOTE, since="0.1")
def pytest_strictness_missing(pytest: PytestSettings) -> Iterator[Finding]:
    """pytest's settings let mistakes in tests pass.

    By default, pytest accepts a misspelled marker, an unknown setting, and a test that is expected to fail
    but passes (pytest, "Good Integration Practices", strict mode). Set `xfail_strict = true`, and add
    `--strict-markers` and `--strict-config` to `addopts`. From pytest 9, `strict = true` includes all three.

    ```toml bad
    [tool.pytest.ini_options]
    testpaths = ["tests"]
    ```
    ```toml bad
    [tool.pytest.ini_options]
    addopts = "-ra --strict-markers"
    xfail_strict = true
    ```
    ```toml good
    [tool.pytest.ini_options]
    addopts = ["-ra", "--strict-markers", "--strict-config"]
    xfail_strict = true
    ```
    ```toml good
    [tool.pytest]
    strict = true
    ```

    The rule ignores projects without pytest settings.

    ```toml good
    [project]
    name = "demo"
    ```
    """
    section, options = pytest.section, pytest.options
    if section.is_true("strict"):
        return
    missing = [
        name
        for name, key in (("--strict-markers", "strict_markers"), ("--strict-config", "strict_config"))
        if name not in options and "--strict" not in options and not section.is_true(key)
    ]
    if not section.is_true("xfail_strict") and not section.is_true("strict_xfail"):
        missing.append("xfail_strict")
    if missing:
        names = ", ".join(f"`{name}`" for name in missing)
        yield Finding(f"pytest is not strict without {names}", section.at("addopts" if options else ""))
