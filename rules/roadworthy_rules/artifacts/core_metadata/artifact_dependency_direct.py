from collections.abc import Iterator

from roadworthy import CoreMetadata, Finding, Severity, parse_requirement, rule


@rule(Severity.ERROR, since="0.1", pypi=True)
def artifact_dependency_direct(metadata: CoreMetadata) -> Iterator[Finding]:
    """A wheel or sdist has a direct reference as a dependency, which PyPI rejects.

    A distribution on PyPI may depend only on distributions from an index (PEP 440), because the content
    behind a URL may change. Publish the dependency, or replace the URL with a version specifier.

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
