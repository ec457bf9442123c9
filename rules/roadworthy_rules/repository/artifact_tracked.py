import re
from collections.abc import Container, Iterator

from roadworthy import Finding, Location, Repository, Severity, rule
from roadworthy_rules.repository._shared import ASIDE, tracked_files

#: What tools write, as the beginning of a path: a directory where it ends with `/`, else a file.
_MADE = re.compile(
    r"""
      ([^/]+/)*? node_modules/
    | (.*/)? (__pycache__ | \.eggs | [^/]+\.(egg|dist)-info)/ | (.*/)? [^/]+\.py[co]$
    | dist/[^/]+\.(whl|tar\.gz)$ | build/(lib|bdist\.[^/]+)/
    | (.*/)? \.(tox|nox|pixi)/(?!config\.toml$)
    | (.*/)? \.(pytest|mypy|ruff)_cache/ | (.*/)? \.coverage$ | htmlcov/ | (.*/)? \.ipynb_checkpoints/
    | (.*/)? mlruns/(?=(\d+|models)/)
    | (.*/)? mlartifacts/(?=\d+/) | (.*/)? (coverage\.xml|mlflow\.db)$
    | (.*/)? wandb/(?=(offline-)?run-|latest-run)
    | (.*/)? lightning_logs/(?=version_) | (.*/)? catboost_info/
    | (.*/)? \.idea/(workspace\.xml|tasks\.xml|usage\.statistics\.xml)$
    | (.*/)? \.(ropeproject|spyproject|spyderproject)/
    | (.*/)? (\.DS_Store|\._[^/]+|Thumbs\.db|desktop\.ini)$ | (.*/)? __MACOSX/
    | (.*/)? [^/]+\.(py|ipynb|md|txt|sh|ya?ml|json|toml|cfg)~$ | (.*/)? \.[^/]+\.sw[op]$
    """,
    re.VERBOSE,
)
#: A virtual environment: what is installed in it is no other thing.
_ENVIRONMENT = re.compile(
    r"(?:[^/]+/)*?(?:\.?venv/(?=pyvenv\.cfg$|bin/|lib/|Scripts/|Lib/)"
    r"|[^/]+/(?=pyvenv\.cfg$|[Ll]ib(?:64)?/(?:(?:python|pypy)3[^/]*+/)?site-packages/))"
)


@rule(Severity.ERROR, since="0.1")
def artifact_tracked(repository: Repository) -> Iterator[Finding]:
    """Git tracks a file that a tool generates.

    The next run makes the file outdated, and its changes bury the real ones in every commit. It may also
    contain data or paths from the machine that wrote it. Run `git rm -r --cached` on the file and add it to
    `.gitignore`.

    The rule ignores test data, examples and vendored files. It reports all artifacts of one kind together.

    ```git bad
    tracked = ["src/demo/__pycache__/__init__.cpython-311.pyc", "src/demo/io/__pycache__/csv.cpython-311.pyc"]
    ```
    ```toml bad
    [project]
    name = "demo"
    ```

    Each kind is a finding of its own.

    ```git bad
    tracked = ["dist/demo-1.0-py3-none-any.whl", "mlruns/0/meta.yaml", "mlruns/0/1f/meta.yaml", ".DS_Store"]
    ```

    So is what an editor remembers of its windows; settings that a team shares may stay.

    ```git bad
    tracked = [".idea/workspace.xml", ".idea/modules.xml", ".vscode/settings.json", ".ropeproject/objectdb"]
    ```

    A virtual environment is one finding, whatever is in it.

    ```git bad
    tracked = ["venv/lib/six-1.dist-info/METADATA", "venv/lib/__pycache__/six.pyc", "venv/pyvenv.cfg"]
    ```

    Its name may be any.

    ```git bad
    tracked = ["mine/lib64/python3.13/site-packages/six-1.dist-info/METADATA", "mine/pyvenv.cfg"]
    ```

    macOS adds files to archives that are of no use elsewhere.

    ```git bad
    tracked = ["homework/__MACOSX/._model.py", "homework/model.py", "homework/model.py~", "a/.model.py.swp"]
    ```
    ```git bad
    tracked = ["._model.py", "model.py", "results/._rows.csv"]
    ```

    The packages that npm installed are one finding. An action of GitHub may bring its own.

    ```git bad
    tracked = ["web/node_modules/a/i.js", "web/node_modules/a/node_modules/b/i.js", "web/package.json"]
    ```
    ```git good
    tracked = ["action.yml", "index.js", "node_modules/a/index.js", "tests/data/node_modules/a/index.js"]
    ```
    ```git good
    tracked = ["src/demo/__init__.py", "tests/data/dist/demo-1.0.whl", "src/demo/wandb/logger.py"]
    ```
    ```git good
    tracked = ["venv/README.md", ".pixi/config.toml", "build/Jenkinsfile", "tests/data/a.egg-info/PKG-INFO"]
    ```
    """
    found: dict[str, dict[str, str]] = {}
    for path in tracked_files(repository):
        made = _ENVIRONMENT.match(path) or _MADE.match(path)
        if made and not ASIDE.fullmatch(path) and not _is_of_action(made[0], repository.tracked or ()):
            found.setdefault(_kind(made[0]), {}).setdefault(made[0], path)
    for kept in found.values():
        (first, path), *others = kept.items()
        more = f" and {len(others)} more of the kind" if others else ""
        related = tuple(Location(other) for _, other in others[:10])
        yield Finding(f"Git tracks `{first}`{more}", Location(path), None, related)


def _is_of_action(made: str, tracked: Container[str]) -> bool:
    """Tell whether a directory holds the packages of an action of GitHub, which stands beside it."""
    beside, _, name = made.rstrip("/").rpartition("/")
    start = f"{beside}/" if beside else ""
    return name == "node_modules" and any(f"{start}action.{end}" in tracked for end in ("yml", "yaml"))


def _kind(made: str) -> str:
    """Return what one line of a .gitignore would ignore: the last part of a name, or its suffix."""
    name = made.rstrip("/").rpartition("/")[2]
    if name == "__pycache__":
        return ".py[co]"
    if name.startswith("._"):
        return "._"
    suffix = name.rpartition(".")[2]
    kinds = {"pyc": ".py[co]", "pyo": ".py[co]", "whl": "dist", "gz": "dist"}
    return kinds.get(suffix, suffix if suffix in ("dist-info", "egg-info") else name)
