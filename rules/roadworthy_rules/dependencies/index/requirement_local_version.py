from collections.abc import Iterator

from roadworthy import Dependency, Finding, PackageIndex, Severity, rule


@rule(Severity.ERROR, since="0.1")
def requirement_local_version(
    dependencies: tuple[Dependency, ...], indexes: tuple[PackageIndex, ...]
) -> Iterator[Finding]:
    """A requirement needs a local version, but no index that could provide it is configured.

    Versions such as `2.1.2+cu118` are never on PyPI, so the installation fails with "No matching distribution
    found". Configure the index that has it, or require the public version:

        --extra-index-url https://download.example.org/whl/cu118

    The rule stays silent if the project configures any other index.

    ```requirements bad
    torch==2.1.2+cu118
    ```
    ```requirements good
    --extra-index-url https://download.example.org/whl/cu118
    torch==2.1.2+cu118
    requests==2.32.3
    ```
    """
    if indexes:
        return
    for dependency in dependencies:
        requirement = dependency.requirement
        if requirement is None or requirement.url or dependency.manager in ("conda", "pixi"):
            continue
        for item in requirement.specifier:
            if item.operator in ("==", "===") and "+" in item.version:
                yield Finding(
                    f"`{dependency.text.split(';')[0].strip()}` is not on PyPI, but no other index is set",
                    dependency.at,
                )
                break
