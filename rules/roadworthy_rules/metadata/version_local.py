from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, rule
from roadworthy_rules.metadata._shared import declared


@rule(Severity.ERROR, since="0.1", pypi=True)
def version_local(pyproject: Pyproject) -> Iterator[Finding]:
    """The version has a local part.

    What follows `+` is for builds that never leave an organisation (PEP 440, local version identifiers):
    PyPI refuses them. Drop it, or say that the target is `private`.

    ```toml bad
    [project]
    name = "demo"
    version = "1.2.0+cu121"
    ```
    ```toml good
    [project]
    name = "demo"
    version = "1.2.0.post1"
    ```

    ```toml good
    [project]
    name = "demo"
    version = "1.2.0+acme"
    classifiers = ["Private :: Do Not Upload"]
    ```
    """
    from packaging.version import InvalidVersion, Version

    private = any(name.startswith("Private ::") for _, name in pyproject.each(str, "project", "classifiers"))
    for at, text in () if private else declared(pyproject, "version"):
        try:
            local = Version(text).local
        except InvalidVersion:
            continue
        if local:
            yield Finding(f"`{text}` has the local part `{local}`", at)
