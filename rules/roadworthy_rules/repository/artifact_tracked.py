import re
from collections.abc import Iterator

from roadworthy import Finding, Location, Repository, Severity, rule
from roadworthy_rules.repository._shared import ASIDE, tracked_files

#: What tools write, as the beginning of a path: a directory where it ends with `/`, else a file.
_MADE = re.compile(
    r"""
      (.*/)? (__pycache__ | \.eggs | [^/]+\.(egg|dist)-info)/ | (.*/)? [^/]+\.py[co]$
    | dist/[^/]+\.(whl|tar\.gz)$ | build/(lib|bdist\.[^/]+)/
    | (.*/)? \.?venv/(?=pyvenv\.cfg$|bin/|lib/|Scripts/|Lib/) | (.*/)? \.(tox|nox|pixi)/
    | (.*/)? \.(pytest|mypy|ruff)_cache/ | (.*/)? \.coverage$ | htmlcov/ | (.*/)? \.ipynb_checkpoints/
    | (.*/)? mlruns/(?=(\d+|models)/)
    | (.*/)? mlartifacts/(?=\d+/) | (.*/)? (coverage\.xml|mlflow\.db)$
    | (.*/)? wandb/(?=(offline-)?run-|latest-run)
    | (.*/)? lightning_logs/(?=version_) | (.*/)? catboost_info/
    | (.*/)? (\.DS_Store|Thumbs\.db|desktop\.ini)$
    """,
    re.VERBOSE,
)


@rule(Severity.ERROR, since="0.1")
def artifact_tracked(repository: Repository) -> Iterator[Finding]:
    """Git tracks a file that a tool writes.

    It is out of date after the next run, it hides the real changes of every commit, and it may hold data or
    paths of the machine that it was made on. Run `git rm -r --cached` on it, and name it in `.gitignore`.
    Test data, examples and vendored files are left alone.

    ```git bad
    tracked = ["src/demo/__init__.py", "src/demo/__pycache__/__init__.cpython-311.pyc"]
    ```
    ```toml bad
    [project]
    name = "demo"
    ```
    ```git bad
    tracked = ["dist/demo-1.0-py3-none-any.whl", "mlruns/0/meta.yaml", "mlruns/0/1f/meta.yaml", ".DS_Store"]
    ```
    ```git good
    tracked = ["src/demo/__init__.py", "tests/data/dist/demo-1.0.whl", "src/demo/wandb/logger.py"]
    ```
    ```git good
    tracked = ["venv/README.md", "build/Jenkinsfile", "tests/data/demo.egg-info/PKG-INFO"]
    ```
    """
    seen: set[str] = set()
    for path in tracked_files(repository):
        made = _MADE.match(path)
        if made and made[0] not in seen and not ASIDE.fullmatch(path):
            seen.add(made[0])
            yield Finding(f"Git tracks `{made[0]}`", Location(path))
