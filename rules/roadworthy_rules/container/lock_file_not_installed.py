import re
from collections.abc import Iterator
from itertools import pairwise

from roadworthy import Dockerfile, Finding, LockFile, Profile, Severity, rule
from roadworthy_rules.container._shared import certain_commands

#: What installs from a lock file or a list that was made of it, or may: managers, lists, scripts.
_READS = re.compile(
    r"\b(?:uv (?:sync|export|run|tool)|uvx|poetry|pdm|pipenv|rye|hatch|nix|pixi|pylock)\b"
    r"|requirements|constraint|\.sh\b|\bmake\b"
)
#: The project itself, with or without extras.
_OWN = re.compile(r"[\"']?\.(?:\[[\w,-]+\])?[\"']?")
_LISTS = frozenset("-r --requirement -c --constraint -t --target -f --find-links".split())


@rule(Severity.WARNING, since="0.2")
def lock_file_not_installed(
    dockerfile: Dockerfile, profile: Profile, locks: tuple[LockFile, ...]
) -> Iterator[Finding]:
    """The image does not install what the lock file pins.

    `pip install .` and `uv pip install .` resolve the dependencies again on each build and ignore `uv.lock`
    and `poetry.lock`: the image runs other versions than the tests. Install with the tool that wrote the lock
    file, such as `uv sync --locked --no-dev`, or install the requirements that it exports.

    The rule reports `pip install` of the project in images whose Dockerfile uses neither the tool that wrote
    the lock file, nor requirements, constraints or a script. It ignores libraries, and files for development.

    ```toml bad
    [project]
    name = "demo"
    version = "1.0"
    dependencies = ["fastapi"]
    ```
    ```toml uv.lock bad
    version = 1
    requires-python = ">=3.11"
    ```
    ```dockerfile bad
    FROM python:3.13-slim
    COPY pyproject.toml src ./
    RUN pip install --no-cache-dir .
    CMD ["demo"]
    ```
    ```toml bad
    [project]
    name = "demo"
    version = "1.0"
    dependencies = ["fastapi"]
    ```
    ```toml uv.lock bad
    version = 1
    requires-python = ">=3.11"
    ```
    ```dockerfile bad
    FROM python:3.13-slim
    COPY pyproject.toml uv.lock ./
    RUN pip install uv && uv pip install --system -r pyproject.toml
    CMD ["demo"]
    ```
    ```toml good
    [project]
    name = "demo"
    version = "1.0"
    dependencies = ["fastapi"]
    ```
    ```toml uv.lock good
    version = 1
    requires-python = ">=3.11"
    ```
    ```dockerfile good
    FROM python:3.13-slim
    COPY pyproject.toml uv.lock src ./
    RUN pip install uv && uv sync --locked --no-dev
    CMD ["demo"]
    ```
    """
    lock = next((one for one in locks if "/" not in one.file), None)
    if lock is None or profile.name == "library" or dockerfile.for_development or "/" in dockerfile.path:
        return
    if any(_READS.search(line) for line in dockerfile.text.splitlines() if not line.lstrip().startswith("#")):
        return
    for instruction in dockerfile.final:
        for words in certain_commands(instruction.arguments) if instruction.keyword == "RUN" else ():
            if _installs_itself(words):
                yield Finding(
                    f"the image does not install what `{lock.file}` pins", dockerfile.at(instruction)
                )
                return


def _installs_itself(words: list[str]) -> bool:
    """Tell whether a command is pip's, or uv's in its place, that installs the project's dependencies."""
    if "install" not in words or "--no-deps" in words or not any(word.startswith("pip") for word in words):
        return False
    return any(
        word == "pyproject.toml" if before in _LISTS else _OWN.fullmatch(word)
        for before, word in pairwise(words)
    )
