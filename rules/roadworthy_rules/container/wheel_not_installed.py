import re
from collections.abc import Iterator
from itertools import pairwise

from roadworthy import (
    DistributionContents,
    Dockerfile,
    Finding,
    Layout,
    Profile,
    Pyproject,
    Resolver,
    Severity,
    Tree,
    rule,
)
from roadworthy_rules.container._image import image_of
from roadworthy_rules.container._shared import certain_commands

#: What installs the project, or may.
_MANAGERS = frozenset("pdm poetry rye uv".split())
_INSTALLING = frozenset("build install run sync".split())
_OPAQUE = re.compile(r".*\.(whl|sh)|setup\.py|build|conda|docker|flit|hatch|just|make|mamba|nix|pex|pixi")
#: What only handles files, whatever these are.
_INERT = frozenset("chmod chown echo ls mkdir rm sed touch".split())
_NOT_ITSELF = frozenset("--no-install-project --no-root --no-self --no-sync".split())
_LISTS = frozenset("-r -c --requirement --requirements --constraint".split())
_RUNS = re.compile(r"\b(celery|daphne|fastapi|flask|gunicorn|hypercorn|python[\d.]*|streamlit|uvicorn)\b")
_ITSELF = re.compile(rb"^(-e |--editable )?\.", re.MULTILINE)


@rule(Severity.WARNING, since="0.1")
def wheel_not_installed(
    dockerfile: Dockerfile,
    pyproject: Pyproject,
    contents: DistributionContents | None,
    layout: Layout,
    profile: Profile,
    tree: Tree,
    resolver: Resolver,
) -> Iterator[Finding]:
    """The image runs a copy of the source instead of the installed package.

    Only the package was built and tested. Without an installation there are no entry points and no metadata,
    and imports depend on the working directory. Build a wheel in its own stage, and install it in the last
    one.

    ```toml bad
    [build-system]
    requires = ["hatchling"]
    ```
    ```dockerfile bad
    FROM python:3.13-slim
    COPY . .
    RUN pip install -r requirements.txt
    CMD ["python", "-m", "demo"]
    ```
    ```python bad
    ```
    ```toml good
    [build-system]
    requires = ["hatchling"]
    ```
    ```dockerfile good
    FROM python:3.13-slim
    COPY . .
    RUN pip install --no-cache-dir .
    CMD ["python", "-m", "demo"]
    ```

    The image may also install the package from an index.

    ```toml good
    [build-system]
    requires = ["hatchling"]
    [project]
    name = "demo"
    ```
    ```dockerfile good
    FROM python:3.13-slim
    COPY . .
    RUN pip install --extra-index-url https://packages.demo.example/simple demo==1.0
    CMD ["python", "-m", "demo"]
    ```

    A Django site runs from its directory, where `manage.py` is.

    ```toml good
    [build-system]
    requires = ["hatchling"]
    ```
    ```dockerfile good
    FROM python:3.13-slim
    COPY . .
    RUN pip install -r requirements.txt
    CMD ["gunicorn", "site.wsgi"]
    ```
    ```python manage.py good
    ```

    Where pytest finds the code by a path, the source is what was tested, too.

    ```toml good
    [build-system]
    requires = ["hatchling"]
    [tool.pytest.ini_options]
    pythonpath = ["."]
    ```
    ```dockerfile good
    FROM python:3.13-slim
    COPY . .
    RUN pip install -r requirements.txt
    CMD ["python", "-m", "demo"]
    ```

    A project without a build system is not installed.

    ```dockerfile good
    FROM python:3.13-slim
    COPY . .
    RUN pip install -r requirements.txt
    CMD ["python", "train.py"]
    ```
    """
    if (
        contents is None
        or profile.name == "library"
        or not (pyproject.is_package and pyproject.has("build-system"))
    ):
        return
    if pyproject.has("tool", "pytest", "ini_options", "pythonpath"):
        return
    if dockerfile.for_development or dockerfile.path.count("/") > 1:
        return
    if any(path == "manage.py" or path.endswith("/manage.py") for path in tree.files):
        return
    lists = [path for path in tree.files if re.fullmatch(r"requirements[^/]*\.txt", path)]
    if any(_ITSELF.search(tree.read(path)) for path in lists):
        return
    runs = [item for item in dockerfile.instructions if item.keyword in ("RUN", "CMD", "ENTRYPOINT")]
    texts = [" ".join(item.json) if item.json else item.arguments for item in runs]
    if any(map(_installs, texts)) or not _RUNS.search(texts[-1] if texts else ""):
        return
    best = image_of(dockerfile, resolver, pyproject).best()
    if best is not None and best.what != "requirements":
        return
    code = {"", ".", *layout.packages, *(path.partition("/")[0] for path in layout.packages)}
    for item in dockerfile.final:
        copied = item.keyword in ("ADD", "COPY") and not any(flag.startswith("--from") for flag in item.flags)
        sources = (item.json or item.arguments.split())[:-1] if copied else ()
        if any(source.removeprefix("./").rstrip("/") in code for source in sources):
            yield Finding("the source is copied into the image but not installed", dockerfile.at(item))
            return


def _installs(arguments: str) -> bool:
    return any(map(_installs_project, certain_commands(arguments)))


def _installs_project(words: list[str]) -> bool:
    """Tell whether a command installs the project itself, or may do so by a script."""
    if not _NOT_ITSELF.isdisjoint(words):
        return False
    if _may_install(words):
        return True
    if "install" in words and "pip" in " ".join(words[:4]):
        paths = [word for before, word in pairwise(words) if before not in _LISTS]
        return any(word.startswith((".", "/", "$")) for word in paths)
    return not (_MANAGERS.isdisjoint(words) or _INSTALLING.isdisjoint(words))


def _may_install(words: list[str]) -> bool:
    """Tell whether a command may install the project in a way that its words do not show, or from a wheel."""
    return words[0] not in _INERT and any(map(_OPAQUE.fullmatch, words))
