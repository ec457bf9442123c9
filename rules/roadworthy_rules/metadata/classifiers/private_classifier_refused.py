from collections.abc import Iterator

from roadworthy import Config, Finding, Pyproject, Severity, rule
from roadworthy_rules.metadata._shared import classifiers


@rule(Severity.ERROR, since="0.1")
def private_classifier_refused(pyproject: Pyproject, config: Config) -> Iterator[Finding]:
    """A project that is said to go to PyPI has a classifier that PyPI refuses on purpose.

    A classifier that starts with `Private ::` keeps a project from being published by accident: PyPI accepts
    no upload with it. This is only a fault where the settings or the command line say `target = "pypi"`.
    Remove the classifier, or set the target to `private`.

    ```toml bad
    [project]
    classifiers = ["Private :: Do Not Upload"]

    [tool.roadworthy]
    target = "pypi"
    ```
    ```toml good
    [project]
    classifiers = ["Private :: Do Not Upload"]

    [tool.roadworthy]
    target = "private"
    ```

    ```toml good
    [project]
    classifiers = ["Private :: Do Not Upload"]
    ```
    """
    if "target" not in config.origins or config["target"] != "pypi":
        return
    for here, name in classifiers(pyproject):
        if name.startswith("Private ::"):
            yield Finding(f"`{name}` makes PyPI refuse the upload, and the target is `pypi`", here)
