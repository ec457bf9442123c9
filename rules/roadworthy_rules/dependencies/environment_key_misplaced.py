import re
from collections.abc import Iterator

from roadworthy import Finding, Location, Severity, Span, Tree, Unreadable, load_yaml, rule

_FILE = re.compile(r"(?:[^/]+/)?(?:conda[-_])?environment[^/]*\.ya?ml")


@rule(Severity.ERROR, since="0.1")
def environment_key_misplaced(tree: Tree) -> Iterator[Finding]:
    """`pip:` stands at the top of an `environment.yml`, where conda ignores it.

    What it lists is never installed, and conda says nothing. It belongs into the list of `dependencies`:

        dependencies:
          - python=3.12
          - pip
          - pip:
              - requests

    ```text environment.yml bad
    dependencies:
      - python=3.12
    pip:
      - requests
    ```
    ```text environment.yml good
    dependencies:
      - python=3.12
      - pip
      - pip:
          - requests
    ```
    """
    for path in tree.files:
        if not _FILE.fullmatch(path):
            continue
        try:
            data = load_yaml(tree, path)
        except Unreadable:
            continue
        if isinstance(data, dict) and "dependencies" in data and isinstance(data.get("pip"), list):
            lines = tree.text(path, strict=False).splitlines()
            number = next((n for n, line in enumerate(lines, 1) if re.match(r"pip\s*:", line)), 1)
            yield Finding(
                "conda ignores `pip` beside `dependencies`", Location(path, span=Span(number, 1, number, 4))
            )
