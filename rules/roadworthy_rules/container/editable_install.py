import re
from collections.abc import Iterator
from itertools import pairwise

from roadworthy import Dockerfile, Finding, Profile, Pyproject, Severity, Tree, rule
from roadworthy_rules.container._directories import Directories
from roadworthy_rules.container._image import holds_source, own_name
from roadworthy_rules.container._shared import certain_commands

#: The project itself, or a path that may be its own.
_OWN = re.compile(r"[\"']?(?:[./$]|$)")
_EDITABLE = re.compile(r"-e|--editable(=.*)?")


@rule(Severity.WARNING, since="0.1")
def editable_install(
    dockerfile: Dockerfile, profile: Profile, pyproject: Pyproject | None, tree: Tree
) -> Iterator[Finding]:
    """The image installs the project in editable mode.

    An editable installation uses the source tree: the image runs the files there instead of the wheel that
    was built and tested, and fails if the tree is missing or another directory is mounted over it. Build a
    wheel in its own stage, and install it.

    ```dockerfile bad
    FROM python:3.13-slim
    COPY . .
    RUN pip install --no-cache-dir -e .
    USER churn
    ```
    ```dockerfile good
    FROM python:3.13-slim AS builder
    COPY . .
    RUN pip wheel --no-deps -w /dist .
    FROM python:3.13-slim
    COPY --from=builder /dist/*.whl ./
    RUN pip install --no-cache-dir *.whl
    USER churn
    ```

    The rule ignores other packages than the project, such as those that Git clones beside it, stages and
    files for development, installations that a build argument enables, and those that a later one without
    `-e` replaces.

    ```dockerfile good
    FROM python:3.13-slim
    COPY setup.py requirements.txt .
    RUN pip install -r requirements.txt && pip install -e .
    COPY . .
    RUN pip install --no-deps .
    ```

    ```dockerfile good
    FROM python:3.13-slim
    RUN pip install -e graph_of_thoughts
    ```
    ```dockerfile good
    FROM python:3.13-slim
    COPY . .
    RUN git clone https://git.example/vision && cd vision && pip install -e .
    ```

    ```dockerfile Dockerfile.dev good
    FROM python:3.13-slim
    RUN pip install -e .
    ```
    ```dockerfile good
    FROM python:3.13-slim AS development
    RUN pip install -e .
    ```
    ```dockerfile good
    FROM python:3.13-slim
    ARG DEVELOPMENT=no
    RUN if [ $DEVELOPMENT = yes ]; then pip install -e .; else pip install .; fi
    ```

    The rule ignores images of libraries, because they are not deployed.

    ```toml good
    [tool.roadworthy]
    profile = "library"
    ```
    ```dockerfile good
    FROM python:3.13-slim
    RUN pip install -e .
    ```
    """
    if profile.name == "library" or dockerfile.for_development:
        return
    places = []
    directories, holds = Directories(), holds_source(dockerfile)
    for instruction in dockerfile.final:
        script = instruction.arguments
        if instruction.keyword == "WORKDIR":
            directories.enter(script)
        elif instruction.keyword == "RUN":
            directories.run(script)
        for words in certain_commands(script) if instruction.keyword == "RUN" else ():
            editable = _is_editable(words)
            if not editable and not _replaces(words):
                continue
            if holds and directories.of_others(script, tuple(words), own_name(pyproject), tree):
                continue
            if editable:
                places.append(dockerfile.at(instruction))
            else:
                places.clear()
    if places:
        yield Finding("the project is installed in editable mode", places[0], None, tuple(places[1:10]))


def _is_editable(words: list[str]) -> bool:
    if "install" in words and any(word.startswith("pip") for word in words):
        # What lies in a directory below is another package, such as a copy of a library.
        return any(
            word.startswith("--editable=") or _OWN.match(after)
            for word, after in pairwise([*words, ""])
            if _EDITABLE.fullmatch(word)
        )
    return "setup.py" in words and "develop" in words


def _replaces(words: list[str]) -> bool:
    """Tell whether a command installs the project as users get it, which removes an editable installation."""
    return (
        "install" in words
        and any(word.startswith("pip") for word in words)
        and any(
            re.match(r"[\"']?[.$/]", word) is not None
            and before not in ("-r", "--requirement", "-c", "--constraint", "-t", "--target", "-f")
            and not word.rstrip("\"'").endswith((".txt", ".in"))
            for before, word in pairwise(words[words.index("install") :])
        )
    )
