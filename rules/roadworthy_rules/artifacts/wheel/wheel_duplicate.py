from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts._twins import repeated


@rule(Severity.ERROR, since="0.1")
def wheel_duplicate(wheels: tuple[Wheel, ...]) -> Iterator[Finding]:
    """Two wheels of one version are for the same Pythons and platforms.

    Installers choose between them by the spelling of their filenames, so users may get the outdated one.
    Delete the outdated wheel, or give the newer one a build tag.

    ```wheel bad
    tag = "cp312-cp312-win_amd64"
    files = { "demo/_fast.pyd" = "MZ\\u0000" }
    ```
    ```wheel dist/Demo-1.0-cp312-cp312-win_amd64.whl bad
    tag = "cp312-cp312-win_amd64"
    files = { "demo/_fast.pyd" = "MZ\\u0000" }
    ```

    ```wheel good
    ```

    ```wheel good
    ```
    ```wheel good
    tag = "2-py3-none-any"
    ```

    ```wheel good
    ```
    ```wheel good
    version = "1.1"
    ```
    """
    for wheel, first in repeated(
        wheels,
        lambda one: (
            one.filename.name,
            one.filename.version,
            one.filename.build,
            frozenset(one.filename.tags),
        ),
    ):
        if wheel.filename.tags:
            yield Finding(f"`{first}` is a wheel for the same Pythons and platforms", wheel.at())
