from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule


@rule(Severity.ERROR, since="0.1", pypi=True)
def wheel_name_not_normalised(wheel: Wheel) -> Iterator[Finding]:
    """A wheel's filename spells the name in another way than the specification does.

    The name in a filename is in lower case, with `_` for every run of `-`, `_` and `.` (binary distribution
    format, PEP 503), and PyPI refuses any other spelling. Renaming is not enough, for the `.dist-info`
    directory bears the name as well: build the wheel again with a newer build backend.

    ```wheel dist/Demo-1.0-py3-none-any.whl bad
    info = "Demo-1.0.dist-info"
    metadata = { Name = "Demo" }
    ```

    ```wheel good
    ```

    ```wheel good
    name = "Demo.Extra"
    ```
    """
    from packaging.utils import canonicalize_name

    raw = wheel.filename.text.partition("-")[0]
    normal = canonicalize_name(raw).replace("-", "_")
    if wheel.filename.name and raw != normal:
        yield Finding(f"the filename says `{raw}` instead of `{normal}`", wheel.at())
