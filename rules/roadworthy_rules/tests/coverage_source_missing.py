from collections.abc import Iterator

from roadworthy import CoverageSettings, Finding, Fix, Layout, ModuleSummary, Set, Severity, rule

#: What pytest-cov knows the source as: a plugin of pytest may set it.
_SET = frozenset(("cov_source",))


@rule(Severity.WARNING, since="0.1")
def coverage_source_missing(
    coverage: CoverageSettings, layout: Layout, modules: tuple[ModuleSummary, ...]
) -> Iterator[Finding]:
    """Coverage is measured without `source`.

    coverage.py then reports only imported files: a module that no test imports does not count as 0 %, it is
    missing from the report. With `source`, every file of the package counts (coverage.py, "Specifying source
    files"). Set it in `[tool.coverage.run]`, for example `source = ["churn"]`.

    `pytest --cov` without a value does not change this. The rule accepts `--cov=package` in the settings or
    in a command of the project, and a plugin or `conftest.py` of the project that sets `cov_source`.

    ```toml bad
    [tool.coverage.run]
    branch = true
    ```
    ```toml bad
    [tool.pytest.ini_options]
    addopts = ["--cov", "--cov-report=term"]

    [tool.coverage.run]
    omit = ["*/version.py"]
    ```
    ```toml bad
    [tool.coverage.run]
    branch = true
    ```
    ```python src/demo/__init__.py bad
    VERSION = "1.0"
    ```
    ```toml fixed
    [tool.coverage.run]
    branch = true
    source = ["demo"]
    ```
    ```python src/demo/__init__.py fixed
    VERSION = "1.0"
    ```
    ```toml good
    [tool.coverage.run]
    source = ["demo"]
    ```
    ```toml good
    [tool.coverage.run]
    branch = true

    [tool.pytest.ini_options]
    addopts = "--cov=demo"
    ```
    ```toml good
    [tool.coverage.run]
    branch = true
    ```
    ```python conftest.py good
    def pytest_load_initial_conftests(early_config):
        early_config.known_args_namespace.cov_source = ["demo"]
    ```
    ```toml bad
    [tool.coverage.run]
    branch = true
    ```
    ```python conftest.py bad
    def pytest_load_initial_conftests(early_config):
        early_config.known_args_namespace.cov_branch = True
    ```
    """
    run = coverage.run
    if run is None or "source" in coverage.set_elsewhere or coverage.uses_covdefaults:
        return
    if any(key in run.values for key in ("source", "source_pkgs", "source_dirs", "include")):
        return
    if any(module.mentions(_SET) for module in modules):
        return
    fix = None
    if run.is_toml and len(layout.packages) == 1 and not layout.modules:
        package = layout.packages[0].rpartition("/")[2]
        at = run.at() / "source"
        fix = Fix(f"Measure all of `{package}`", Set(at, [package]), safe=False)
    message = "coverage is configured without `source`: files that no test imports are not reported"
    yield Finding(message, run.at(), fix)
