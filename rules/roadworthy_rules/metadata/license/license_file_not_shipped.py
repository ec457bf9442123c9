import re
from collections.abc import Iterator

from roadworthy import DistributionContents, Finding, Pyproject, Repository, Severity, has_placeholder, rule

_TEXT = re.compile(r"(LICEN[CS]E|COPYING|UNLICENSE|NOTICE)([.-].*)?", re.IGNORECASE)


@rule(Severity.WARNING, since="0.1")
def license_file_not_shipped(
    contents: DistributionContents, pyproject: Pyproject, repository: Repository
) -> Iterator[Finding]:
    """The distributions do not contain the text of the licence.

    Most licences require that every copy includes their text. Build backends look for it beside
    `pyproject.toml`, not in parent directories. Add a `LICENSE` file there; in a monorepo, each project needs
    its own copy.

    ```toml bad
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"

    [project]
    name = "churn"
    license = "MIT"
    license-files = []
    ```
    ```text LICENSE bad
    MIT License
    ```
    ```python churn/__init__.py bad
    ```
    ```toml good
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"

    [project]
    name = "churn"
    license = "MIT"
    ```
    ```text LICENSE good
    MIT License
    ```
    ```python churn/__init__.py good
    ```
    """
    if contents.wheel.unknown or pyproject.is_private or pyproject.get(str, "project", "license") is None:
        return
    if any(True for _ in pyproject.each(str, "project", "license-files")):
        return  # `license-files-unmatched` says so
    licenses = [path for path in contents.wheel.files if path.startswith(".dist-info/licenses/")]
    texts = [path for path in contents.wheel.files if _TEXT.fullmatch(path.rpartition("/")[2])]
    if licenses or texts or any(has_placeholder(text) for _, text in pyproject.each(str, "project", "name")):
        return
    there = any(_TEXT.fullmatch(path) for path in repository.files)
    # Without any text in the checkout, another rule asks for one.
    if there or repository.prefix or not repository.is_whole:
        where = "beside `pyproject.toml`" if not there else "by the settings"
        yield Finding(
            f"no `LICENSE` file is included: none is found {where}", pyproject.at("project", "license")
        )
