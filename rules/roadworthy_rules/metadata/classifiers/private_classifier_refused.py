from collections.abc import Iterator

from roadworthy import Config, Finding, Pyproject, Severity, rule
from roadworthy_rules.metadata._shared import classifiers


@rule(Severity.ERROR, since="0.1")
def private_classifier_refused(pyproject: Pyproject, config: Config) -> Iterator[Finding]:
    """A project with the target `pypi` has a classifier that prevents the upload.

    PyPI rejects every upload with a classifier that starts with `Private ::`. Projects use it to prevent
    publication by mistake. Delete the classifier, or set the target to `private`.

    The rule applies only if the settings or the command line set `target = "pypi"`.

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
            yield Finding(f"`{name}` makes PyPI reject the upload, but the target is `pypi`", here)
