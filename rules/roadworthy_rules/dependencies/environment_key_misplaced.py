import re
from collections.abc import Iterator

from roadworthy import EnvironmentFile, Finding, Location, Severity, Span, Tree, rule


@rule(Severity.ERROR, since="0.1")
def environment_key_misplaced(environment: EnvironmentFile, tree: Tree) -> Iterator[Finding]:
    """An `environment.yml` has `pip:` at the top level, where conda ignores it.

    conda installs none of these packages and prints no warning. Move `pip:` into the list of `dependencies`:

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
    if isinstance(environment.data.get("pip"), list):
        lines = tree.lines(environment.path, strict=False)
        number = next((n for n, line in lines.numbered() if re.match(r"pip\s*:", line)), 1)
        at = Location(environment.path, span=Span(number, 1, number, 4))
        yield Finding("conda ignores `pip` beside `dependencies`", at)
