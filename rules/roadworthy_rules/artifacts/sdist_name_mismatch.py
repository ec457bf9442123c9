from collections.abc import Iterator

from roadworthy import Finding, Sdist, Severity, parse_version, rule


@rule(Severity.ERROR, since="0.1", refused=True)
def sdist_name_mismatch(sdist: Sdist) -> Iterator[Finding]:
    """An sdist's filename and its metadata name different projects or versions.

    Installers find an sdist by its filename, and then refuse it for its metadata; PyPI refuses it at once. Do
    not rename sdists; build them again.

    ```sdist bad
    metadata = { Name = "other" }
    ```

    ```sdist bad
    metadata = { Version = "1.1" }
    ```

    ```sdist good
    ```

    ```sdist good
    name = "Demo.Extra"
    ```

    ```sdist good
    version = "1.0.0"
    metadata = { Version = "1.0" }
    ```
    """
    from packaging.utils import canonicalize_name
    from packaging.version import InvalidVersion

    if sdist.filename_fault:
        return
    here = sdist.at(f"{sdist.top}/PKG-INFO")
    for name in sdist.metadata.get("name", ())[:1]:
        if canonicalize_name(name) != sdist.name:
            yield Finding(f"the filename says `{sdist.name}`, `PKG-INFO` says `{name}`", here)
    for said in sdist.metadata.get("version", ())[:1]:
        try:
            same = parse_version(said) == parse_version(sdist.version)
        except InvalidVersion:
            continue
        if not same:
            yield Finding(f"the filename says `{sdist.version}`, `PKG-INFO` says `{said}`", here)
