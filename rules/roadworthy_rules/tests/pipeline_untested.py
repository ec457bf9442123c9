from collections.abc import Iterator, Sequence

from roadworthy import (
    BEFORE_MERGE,
    CI,
    Evidence,
    Finding,
    Grade,
    Layout,
    Location,
    ModuleSummary,
    Profile,
    Pyproject,
    Reached,
    Severity,
    Suite,
    Verb,
    rule,
)

#: Names of functions from which a whole program starts; as such they tell nothing of whose they are.
_ENTRIES = frozenset("cli entrypoint handler lambda_handler main pipeline run_pipeline".split())
#: What a test starts a program with, or a server's application.
_STARTERS = frozenset(
    "ASGITransport AsyncClient CliRunner Client LiveServer Popen TestClient check_call check_output"
    " live_server run_module run_path script_runner subprocess test_client testdir pytester".split()
)
#: What `manage.py` hands the command line to.
_DJANGO = "execute_from_command_line"
_TRAINS = frozenset("fit fit_model run_training train train_model training".split())
_PREDICTS = frozenset("inference make_prediction predict predict_proba".split())


@rule(Severity.WARNING, since="0.1")
def pipeline_untested(
    profile: Profile,
    pyproject: Pyproject | None,
    modules: tuple[ModuleSummary, ...],
    layout: Layout,
    suite: Suite,
    tests: Reached,
    evidence: Evidence,
    ci: CI,
) -> Iterator[Finding]:
    """No test runs the program from start to end.

    Each part may pass its own tests while the whole fails where the parts meet: an argument is passed on
    under another name, or one part drops a column that the next one reads. Write one test that runs
    everything on a small sample: call `main` with arguments, or the application with a test client. In an ML
    service, train, save, load and predict ("The ML Test Score", Breck et al. 2017, Infrastructure 3).

    The rule applies to applications and ML services. It accepts a test that starts a command of the
    project, a function such as `main`, or a subprocess, and a test that both trains and predicts. It also
    accepts a job of a pipeline that installs the project or runs its tests for each change, and starts the
    program. It ignores Django's `manage.py`.

    ```toml bad
    [project]
    name = "churn"

    [project.scripts]
    churn = "churn.cli:main"

    [tool.roadworthy]
    profile = "application"
    ```
    ```python src/churn/__init__.py bad
    ```
    ```python src/churn/cli.py bad
    from churn.model import fit

    def main(arguments):
        return fit(arguments)
    ```
    ```python src/churn/model.py bad
    def fit(rows):
        return rows
    ```
    ```python tests/test_model.py bad
    from churn.model import fit

    def test_fit():
        assert fit([1]) == [1]
    ```
    ```toml good
    [project]
    name = "churn"

    [project.scripts]
    churn = "churn.cli:main"

    [tool.roadworthy]
    profile = "application"
    ```
    ```python src/churn/__init__.py good
    ```
    ```python src/churn/cli.py good
    from churn.model import fit

    def main(arguments):
        return fit(arguments)
    ```
    ```python tests/test_cli.py good
    from churn import cli

    def test_main():
        assert cli.main([1]) == [1]
    ```
    ```toml good
    [project]
    name = "churn"

    [project.scripts]
    churn = "churn.cli:main"

    [tool.roadworthy]
    profile = "application"
    ```
    ```python src/churn/__init__.py good
    ```
    ```python src/churn/cli.py good
    from churn.model import fit

    def main(arguments):
        return fit(arguments)
    ```
    ```yaml .github/workflows/test.yml good
    on: [push, pull_request]
    jobs:
      test:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/checkout@v4
          - run: pip install .
          - run: churn rows.csv
    ```
    """
    if profile.name == "library" or tests.mentioned & _STARTERS:
        return
    own = [m for m in modules if m.role == "source" and layout.owns(m.path) and not suite.holds(m.path)]
    testing = [m for m in modules if m.role == "test" or suite.holds(m.path)]
    found: list[tuple[str, Location]] = []
    targets = set(_targets(pyproject))
    started = set(_started_by(ci))
    for module in own:
        name = layout.module_name(module.path)
        for item in module.definitions:
            if item.owner or item.trivial or (item.name not in _ENTRIES and (name, item.name) not in targets):
                continue
            if _DJANGO in item.names:
                # `manage.py` is Django's, which starts nothing of a program but what tests ask for.
                continue
            grade = evidence.of(module.path, item.span.line)
            measured = grade in (Grade.CALLED, Grade.EXECUTED)
            if measured or _starts(testing, name, item.name) or item.name in tests.names - _ENTRIES:
                return
            if f"{name}:{item.name}" in started or (module.path in started and item.name in module.main_uses):
                return
            found.append((f"{name}.{item.name}", Location(module.path, item.route, item.span)))
    if not found or any(m.mentioned & _TRAINS and m.mentioned & _PREDICTS for m in testing):
        return
    more = f", nor any of {len(found) - 1} more" if len(found) > 1 else ""
    yield Finding(f"no test starts `{found[0][0]}`{more}", found[0][1])


def _targets(pyproject: Pyproject | None) -> Iterator[tuple[str, str]]:
    for table in (("project", "scripts"), ("project", "gui-scripts"), ("tool", "poetry", "scripts")):
        for _, target in pyproject.each(str, *table) if pyproject else ():
            module, _, function = target.partition(":")
            yield module.strip(), function.partition("[")[0].strip()


def _started_by(ci: CI) -> Iterator[str]:
    """Yield the files and functions that a job starts beside tests or an installation, before a merge."""
    for ran in ci.jobs:
        done = {act.verb for act in ran.acts}
        if done & {Verb.TESTS, Verb.INSTALLS} and not done & {Verb.DEPLOYS, Verb.PUBLISHES, Verb.MONITORS}:
            acts = ran.acts_on(BEFORE_MERGE)
            yield from (act.detail for act in acts if act.verb is Verb.RUNS and not act.tolerated)


def _starts(testing: Sequence[ModuleSummary], module: str, function: str) -> bool:
    """Tell whether a test imports a module, or from it, and mentions the function."""
    last = module.rpartition(".")[2]
    return any(
        function in test.mentioned
        and any(last in (item.module.rpartition(".")[2], item.name) for item in test.imports)
        for test in testing
    )
