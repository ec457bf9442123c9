from collections.abc import Iterator

from roadworthy import CoreMetadata, Finding, Severity, parse_requirement, rule


@rule(Severity.ERROR, since="0.1", pypi=True)
def artifact_dependency_direct(metadata: CoreMetadata) -> Iterator[Finding]:
    """A wheel or sdist requires something by its address, which PyPI refuses.

    What is on an index may only depend on what is on an index (PEP 440), so that its content stays what it
    was. Publish the dependency, or name it by a version.

    ```wheel bad
    metadata = { Requires-Dist = "tool @ https://example.com/tool-1.0.zip" }
    ```

    ```sdist bad
    metadata = { Requires-Dist = "tool @ git+https://example.com/tool ; extra == 'x'" }
    ```

    ```wheel bad
    metadata = { Provides-Dist = "tool @ https://example.com/tool-1.0.zip" }
    ```

    ```wheel good
    metadata = { Requires-Dist = "tool >=1.0" }
    ```
    """
    from packaging.requirements import InvalidRequirement

    for field in ("requires-dist", "provides-dist", "obsoletes-dist"):
        for value in metadata.headers.get(field, ()):
            try:
                direct = parse_requirement(value).url is not None
            except InvalidRequirement:
                continue
            if direct:
                yield Finding(f"`{value}` is a direct reference", metadata.at())
