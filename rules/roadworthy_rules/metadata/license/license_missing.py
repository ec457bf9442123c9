import re
from collections.abc import Iterator

from roadworthy import DeclaredMetadata, Finding, Profile, Pyproject, Severity, Tree, rule
from roadworthy_rules.metadata._shared import described_at

_TEXT = re.compile(r"(LICEN[CS]E|COPYING)[^/]*")


@rule(Severity.WARNING, since="0.1")
def license_missing(
    declared: DeclaredMetadata, pyproject: Pyproject | None, profile: Profile, tree: Tree
) -> Iterator[Finding]:
    """The project declares no licence.

    Without a licence, others may not use, change or distribute the code, and companies' licence checks reject
    it. Set `license` to an SPDX expression, and add the text as a file that `license-files` lists.

    The rule ignores projects with a classifier that starts with `Private ::`, and applications that have a
    licence file or no classifiers.

    ```toml bad
    [project]
    name = "demo"
    version = "1.0"
    ```

    ```toml bad
    [tool.poetry]
    name = "demo"
    version = "1.0"
    ```

    ```python setup.py bad
    from setuptools import setup

    setup(name="demo", version="1.0")
    ```
    ```toml good
    [project]
    name = "demo"
    license = "MIT"
    license-files = ["LICENSE"]
    ```

    ```toml good
    [project]
    name = "demo"
    license = { file = "LICENSE" }
    ```

    ```toml good
    [project]
    name = "demo"
    classifiers = ["License :: OSI Approved :: MIT License"]
    ```

    ```toml good
    [project]
    name = "demo"
    classifiers = ["Private :: Do Not Upload"]
    ```

    ```toml good
    [project]
    name = "demo"
    dynamic = ["license"]
    ```

    ```toml good
    [build-system]
    requires = ["setuptools"]
    ```

    ```ini setup.cfg good
    [metadata]
    name = demo
    license = MIT
    ```

    ```toml good
    [project]
    name = "demo"
    version = "1.0"
    dependencies = ["fastapi"]
    ```
    ```python app.py good
    from fastapi import FastAPI

    app = FastAPI()
    ```
    """
    place = described_at(declared, pyproject)
    if place is None or not (declared.lacks("license") and declared.lacks("license-files")):
        return
    given = [text for _, texts in declared.each(list, "classifiers") for text in texts]
    if "classifiers" in declared.dynamic or any(
        str(text).startswith(("License ::", "Private ::")) for text in given
    ):
        return
    if profile.name != "library" and not profile.is_tool and not given:
        return
    unbuilt = pyproject is not None and not pyproject.has("build-system") and "uv.lock" in tree.files
    if unbuilt and profile.name != "library":
        return
    # Backends ship the text that lies there; who deploys an application asks for no more.
    if profile.name != "library" and any(_TEXT.fullmatch(path) for path in tree.files):
        return
    yield Finding("no licence is declared", place)
