import re
from collections.abc import Iterator

from roadworthy import DistributionContents, Finding, Pyproject, Repository, Severity, has_placeholder, rule

_TEXT = re.compile(r"(LICEN[CS]E|COPYING|UNLICENSE|NOTICE)([.-].*)?", re.IGNORECASE)


@rule(Severity.WARNING, since="0.1")
def license_file_not_shipped(
    contents: DistributionContents, pyproject: Pyproject, repository: Repository
) -> Iterator[Finding]:
    """The wheel and the sdist would not hold the text of the licence.

    Most licences demand that their text goes along with each copy. Build backends look for it beside
    `pyproject.toml`, and not in the directories above: a project in a monorepo needs a copy of its own.

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
            f"no LICENSE file would be shipped: none is found {where}", pyproject.at("project", "license")
        )
