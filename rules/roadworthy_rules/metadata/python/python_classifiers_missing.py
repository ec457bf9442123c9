import re
from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, has_placeholder, rule
from roadworthy_rules.metadata._shared import classifiers, is_dynamic, table_of

_VERSION = re.compile(r"Programming Language :: Python :: \d+\.\d+")


@rule(Severity.NOTE, since="0.1")
def python_classifiers_missing(pyproject: Pyproject) -> Iterator[Finding]:
    """No classifier declares which Python versions the project supports.

    Installers read only `requires-python`. People, and tools that track support for new Python versions, look
    for classifiers. Add `Programming Language :: Python :: 3.x` for each version that you test.

    The rule ignores projects with a classifier that starts with `Private ::`, projects without
    `[build-system]`, which run only from a checkout, and `[tool.poetry]`, from which Poetry derives these
    classifiers.

    ```toml bad
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"

    [project]
    name = "demo"
    classifiers = ["Programming Language :: Python :: 3"]
    ```
    ```toml good
    [project]
    name = "demo"
    classifiers = ["Programming Language :: Python :: 3.12"]
    ```

    ```toml good
    [project]
    name = "demo"
    dynamic = ["classifiers"]
    ```

    ```toml good
    [project]
    name = "demo"
    classifiers = ["Private :: Do Not Upload"]
    ```

    ```toml good
    [tool.poetry]
    name = "demo"
    ```

    ```toml good
    [project]
    name = "scripts-that-run-from-the-checkout"
    version = "1.0"
    ```
    """
    table = table_of(pyproject)
    # Poetry adds these classifiers itself.
    if table is None or table.route[0] == "tool" or is_dynamic(pyproject, "classifiers"):
        return
    if not pyproject.has("build-system"):
        return  # What is only run from its checkout is found by no one.
    texts = [text for _, text in classifiers(pyproject)]
    if not any(_VERSION.match(t) or t.startswith("Private ::") or has_placeholder(t) for t in texts):
        yield Finding("no classifier declares a Python version", table / "classifiers")
