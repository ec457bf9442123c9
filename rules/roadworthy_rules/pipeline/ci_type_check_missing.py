from collections.abc import Iterator

from roadworthy import CI, Finding, Pyproject, Severity, Unmeasured, Verb, rule
from roadworthy_rules.pipeline._shared import hooks_unseen, is_missing

_TOOLS = ("mypy", "pyright", "basedpyright", "pytype", "ty", "pyrefly")


@rule(Severity.NOTE, since="0.1")
def ci_type_check_missing(ci: CI, pyproject: Pyproject) -> Iterator[Finding]:
    """A type checker is configured, but no pipeline runs it.

    The code and the configured types diverge, and the next run reports hundreds of errors. Add a step that
    runs the type checker.

    The rule stays silent if the project configures pre-commit hooks, because pre-commit.ci may run them.

    ```yaml bad
    on: push
    jobs:
      test:
        steps:
          - run: ruff check
    ```
    ```toml bad
    [tool.mypy]
    strict = true
    ```
    ```yaml good
    on: push
    jobs:
      test:
        steps:
          - run: uv run mypy
    ```
    ```toml good
    [tool.mypy]
    strict = true
    ```
    """
    tool = next((name for name in _TOOLS if pyproject.has("tool", name)), None)
    if tool is None or not any(ran.job.steps for ran in ci.jobs):
        return
    if is_missing(ci.answer(Verb.TYPES)):
        if ci.hooks is not None:
            raise Unmeasured(hooks_unseen(ci))
        yield Finding(f"no job runs `{tool}`, which `tool.{tool}` configures", pyproject.at("tool", tool))
