from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule


@rule(Severity.ERROR, since="0.1", pypi=True)
def wheel_name_not_normalised(wheel: Wheel) -> Iterator[Finding]:
    """The name in a wheel's filename is not normalized.

    The name must be in lower case, with `_` for every run of `-`, `_` and `.` (binary distribution format,
    PEP 503), and PyPI rejects other spellings. Renaming the file is not enough, because the `.dist-info`
    directory has the same name. Rebuild the wheel with a newer build backend.

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
        yield Finding(f"the filename has `{raw}` instead of `{normal}`", wheel.at())
