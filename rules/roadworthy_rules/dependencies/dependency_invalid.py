import re
from collections.abc import Iterator

from roadworthy import (
    Dependency,
    Finding,
    Fix,
    Replace,
    RequirementsFile,
    Set,
    Severity,
    has_placeholder,
    is_constraint,
    rule,
)
from roadworthy_rules.dependencies._corrected import corrected
from roadworthy_rules.dependencies._shared import quotable

#: Lines of a requirements file that certainly are requirements: a name, and versions of one operator each.
_SPECIFIED = re.compile(
    r"[A-Za-z0-9][\w.-]*+\s*+(?:\[[^\]]*+\]\s*+)?(?:={1,3}|~=|!=|<=?|>=?)\s*+[^\s,;=<>!~/@$]++"
    r"(?:\s*+,\s*+(?:={1,3}|~=|!=|<=?|>=?)\s*+[^\s,;=<>!~/@$]++)*+\s*+(?:;.*)?"
)
#: How many lines of one file are each a finding.
_MANY = 5


@rule(Severity.ERROR, since="0.1")
def dependency_invalid(
    dependencies: tuple[Dependency, ...], requirements: tuple[RequirementsFile, ...]
) -> Iterator[Finding]:
    """A dependency cannot be parsed.

    Build backends and installers reject it. Write a name, extras in brackets, version specifiers, and a
    marker after a semicolon (PEP 508): `pandas[parquet]>=2.2,<4; python_version < "3.14"`. Carets and tildes,
    such as `^2.2`, work only in Poetry's own table; Pipenv uses the same specifiers as pip.

    ```toml bad
    [project]
    name = "demo"
    dependencies = ["pandas^2.2"]
    ```

    ```toml bad
    [project.optional-dependencies]
    plot = ["matplotlib = 3.9"]
    ```

    ```toml bad
    [dependency-groups]
    dev = ["pytest>=8; python_version => '3.9'"]
    ```

    ```toml bad
    [build-system]
    requires = ["./backend"]
    ```

    ```yaml environment.yml bad
    dependencies:
      - pandas=2.2
      - pip:
        - churn-core=2.31
    ```

    ```toml bad
    [tool.poetry.dependencies]
    pandas = "=>2.2"
    ```
    ```toml Pipfile bad
    [packages]
    requests = "^2.31"
    ```

    ```requirements bad
    requests>=2.32.*
    ```
    ```requirements fixed
    requests>=2.32
    ```

    ```python setup.py bad
    from setuptools import setup

    setup(
        name="demo",
        install_requires=[
            "boto3~=1.38"
            "bleach~=6.0",
            "pandas",
        ],
    )
    ```
    ```toml good
    [project]
    name = "demo"
    dependencies = [
        "pandas[parquet] >=2.2, <4; python_version < '3.14'",
        "demo-core @ https://example.com/demo_core-1.0-py3-none-any.whl",
    ]
    ```

    ```python setup.py good
    from setuptools import setup

    setup(
        name="demo",
        install_requires=["pandas>=2 # tables", "# pinned below"],
        tests_require=["pytest >= 8 or so"],
    )
    ```

    ```toml good
    [tool.poetry.dependencies]
    pandas = "^2.2"
    numpy = ">=1.26, <3 || ^4"
    ```
    ```toml Pipfile good
    [packages]
    requests = "2.31"
    ```

    ```requirements good
    --index-url https://packages.example.com/simple
    ./vendored/package
    pandas==2.2.3 --hash=sha256:0123456789abcdef
    ```
    """
    pip = {file.path for file in requirements if file.is_for_pip}
    faulty: dict[str, list[Dependency]] = {}
    for item in dependencies:
        stated = item.constraint or item.text
        if has_placeholder(stated):
            continue
        if item.constraint and not is_constraint(_grammar(item), item.constraint):
            yield Finding(
                f"`{quotable(stated)}` is not a constraint that the dependency manager can parse", item.at
            )
        elif item.requirement is None and _is_judged(item, pip):
            faulty.setdefault(item.at.file if item.manager == "requirements" else "", []).append(item)
    for file, items in faulty.items():
        if file and len(items) > _MANY:
            message = f"{len(items)} lines are not valid requirements, `{quotable(items[0].text)}` first"
            yield Finding(message, items[0].at, related=tuple(item.at for item in items[1:]))
            continue
        for item in items:
            yield Finding(f"`{quotable(item.text)}` is not a valid requirement", item.at, _fix(item))


def _grammar(item: Dependency) -> str:
    """Return whose constraints an entry holds; pixi has tables of two kinds."""
    pypi = item.manager == "pixi" and "pypi-dependencies" in map(str, item.at.route)
    return "pixi-pypi" if pypi else item.manager


def _fix(item: Dependency) -> Fix | None:
    text = corrected(item.text)
    if not text or item.manager not in ("pyproject", "requirements"):
        return None
    edit = Set(item.at, text) if item.manager == "pyproject" else Replace(item.at, text)
    return Fix(f"Write `{text}`", edit, safe=False)


def _is_judged(item: Dependency, pip: set[str]) -> bool:
    match item.manager:
        case "pyproject":
            return True
        case "setuptools":  # which reads no list of what tests require since version 72
            return item.kind != "group"
        case "conda":  # hands the list under `pip` on to pip
            return item.set == "pip" and _SPECIFIED.fullmatch(item.text) is not None
        case "requirements":
            return item.at.file in pip or _SPECIFIED.fullmatch(item.text) is not None
    return False
