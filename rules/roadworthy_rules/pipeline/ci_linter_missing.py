import re
from collections.abc import Iterator

from roadworthy import CI, Code, Finding, Purpose, Severity, Tree, Unmeasured, Verb, rule
from roadworthy_rules.pipeline._shared import hooks_unseen, is_missing

#: What Azure writes above the pipeline that it proposes.
_STARTER = re.compile(
    r"(?m)^# (?:Starter pipeline$|https://aka\.ms/yaml|https://(?:docs|learn)\.microsoft\.com/)"
)
_SIZE = 100_000


@rule(Severity.WARNING, since="0.1")
def ci_linter_missing(ci: CI, code: Code, purpose: Purpose, tree: Tree) -> Iterator[Finding]:
    """No pipeline runs a linter.

    Undefined names, unused imports and broken formatting reach the main branch unless a reviewer sees them.
    Add a step that runs `ruff check`, `flake8`, `pylint` or `pre-commit run --all-files`.

    The rule accepts a type checker, too. It stays silent if the project configures hooks of pre-commit or
    prek, because pre-commit.ci may run them, or each commit. It ignores lessons, whose README says what they
    are, clients that a generator writes, and the pipeline that Azure proposes, while it has the comments
    above it.

    ```yaml bad
    on: push
    jobs:
      test:
        steps:
          - run: pytest
          - run: pip install ruff
    ```
    ```python bad
    print("training")
    ```
    ```yaml good
    on: push
    jobs:
      lint:
        steps:
          - uses: astral-sh/ruff-action@v3
    ```
    ```python good
    print("training")
    ```
    The pipeline that Azure proposes:

    ```yaml azure-pipelines.yml good
    # Starter pipeline
    # https://aka.ms/yaml
    steps:
      - script: pytest
    ```
    ```python good
    print("training")
    ```

    A lesson:

    ```text README.md good
    # Flask tutorial
    ```
    ```yaml good
    on: push
    jobs:
      test:
        steps:
          - run: pytest
    ```
    ```python good
    print("training")
    ```

    pre-commit.ci needs no job:

    ```yaml good
    on: push
    jobs:
      test:
        steps:
          - run: pytest
    ```
    ```yaml .pre-commit-config.yaml good
    repos:
      - repo: https://github.com/astral-sh/ruff-pre-commit
        rev: v0.8.0
        hooks: [{id: ruff}]
    ```
    ```python good
    print("training")
    ```
    ```yaml good
    on: push
    jobs:
      test:
        steps:
          - run: pytest
    ```
    ```toml prek.toml good
    [[repos]]
    repo = "https://github.com/astral-sh/ruff-pre-commit"
    rev = "v0.8.0"
    hooks = [{ id = "ruff" }]
    ```
    ```python good
    print("training")
    ```
    """
    if not code.modules or purpose.name in ("lesson", "client") or not any(ran.job.steps for ran in ci.jobs):
        return
    if is_missing(ci.answer(Verb.LINTS, Verb.TYPES)):
        if ci.hooks is not None:
            raise Unmeasured(hooks_unseen(ci))
        # What a person starts by hand is told where the tests are: it is one thing.
        if not any(True for _ in ci.each(Verb.LINTS, Verb.TYPES)) and not _is_starter(ci, tree):
            yield Finding("no job runs a linter", ci.place)


def _is_starter(ci: CI, tree: Tree) -> bool:
    """Tell whether every pipeline is one that Azure proposes for a new project."""
    files = {ran.pipeline.file for ran in ci.jobs}
    return all(
        tree.files.get(file, _SIZE + 1) <= _SIZE and _STARTER.search(tree.text(file, strict=False))
        for file in files
    )
