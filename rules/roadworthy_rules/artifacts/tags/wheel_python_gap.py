import re
from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule

#: A wheel for one version of CPython 3, and for no other.
_OWN = re.compile(r"cp3(\d{1,2})-cp3\1-(.*)")


@rule(Severity.NOTE, since="0.1")
def wheel_python_gap(wheels: tuple[Wheel, ...]) -> Iterator[Finding]:
    """Wheels exist for an older and a newer Python, but not for a version between them.

    Installers build from the sdist on that version, which needs a compiler that users may not have. Build a
    wheel for every Python version that you support.

    ```wheel bad
    tag = "cp311-cp311-win_amd64"
    files = { "demo/_fast.pyd" = "MZ\\u0000" }
    ```
    ```wheel bad
    tag = "cp313-cp313-win_amd64"
    files = { "demo/_fast.pyd" = "MZ\\u0000" }
    ```

    ```wheel good
    tag = "cp311-cp311-win_amd64"
    files = { "demo/_fast.pyd" = "MZ\\u0000" }
    ```
    ```wheel good
    tag = "cp312-cp312-win_amd64"
    files = { "demo/_fast.pyd" = "MZ\\u0000" }
    ```

    ```wheel good
    tag = "cp310-cp310-win_amd64"
    files = { "demo/_fast.pyd" = "MZ\\u0000" }
    ```
    ```wheel good
    tag = "cp312-abi3-win_amd64"
    files = { "demo/_fast.pyd" = "MZ\\u0000" }
    ```
    """
    minors: dict[tuple[str, str, str], dict[int, Wheel]] = {}
    for wheel in wheels:
        for tag in wheel.filename.tags:
            found = _OWN.fullmatch(tag)
            if found:
                key = (wheel.filename.name, wheel.filename.version, found[2])
                minors.setdefault(key, {})[int(found[1])] = wheel
    for (_, _, platform), known in minors.items():
        for minor in range(min(known) + 1, max(known)):
            if minor not in known:
                message = f"no wheel exists for CPython 3.{minor} on `{platform}`"
                yield Finding(message, known[max(known)].at())
