import re
from collections.abc import Iterator

from roadworthy import DynamicSource, Finding, Location, Severity, Span, Tree, Unreadable, rule

#: What pip reads in such a file, and setuptools refuses.
_OPTION = re.compile(r"\s*+(?:-\S|\.{0,2}/\S*+$|(?:git\+)?https?://)|.*\s--hash[= ]")


@rule(Severity.ERROR, since="0.1")
def dynamic_requirements_invalid(source: DynamicSource, tree: Tree) -> Iterator[Finding]:
    """setuptools reads dependencies from a file that contains pip options.

    Each line becomes a `Requires-Dist` field and must be a requirement (PEP 508). `-r`, `-e`, `--hash` and
    other options of pip stop the build. Move the requirements to `dependencies`, or keep a separate file with
    requirements only.

    ```toml bad
    [build-system]
    requires = ["setuptools"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "churn"
    dynamic = ["dependencies"]

    [tool.setuptools.dynamic]
    dependencies = { file = "requirements.txt" }
    ```
    ```text requirements.txt bad
    -r base.txt
    numpy>=1.26
    ```
    ```python src/churn/__init__.py bad
    ```
    ```toml good
    [build-system]
    requires = ["setuptools"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "churn"
    dynamic = ["dependencies"]

    [tool.setuptools.dynamic]
    dependencies = { file = "requirements.txt" }
    ```
    ```text requirements.txt good
    # What the model needs.
    numpy>=1.26

    demo @ https://example.org/demo-1.0.tar.gz
    ```
    ```python src/churn/__init__.py good
    ```
    """
    if source.field not in ("dependencies", "optional-dependencies") or not source.path:
        return
    try:
        lines = tree.lines(source.path, strict=False)
    except Unreadable:
        return
    for number, line in lines.numbered():
        if _OPTION.match(line.removeprefix("\ufeff")):
            at = Location(source.path, span=Span(number, 1, number, len(line) + 1))
            yield Finding(
                f"setuptools rejects `{line.strip()[:60]}` as a dependency", at, related=(source.at,)
            )
            return
