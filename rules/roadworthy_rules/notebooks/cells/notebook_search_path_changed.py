from collections.abc import Iterator

from roadworthy import DistributionContents, Finding, Severity, counted, rule
from roadworthy_rules.notebooks.notebook_state_hidden import HiddenState


@rule(Severity.NOTE, since="0.2")
def notebook_search_path_changed(
    states: tuple[HiddenState, ...], contents: DistributionContents | None
) -> Iterator[Finding]:
    """A notebook changes `sys.path` to import code that cannot be installed.

    The imports work only from the directory that the notebook lies in, and every new notebook copies the
    lines. Move the code into a package, `src/<name>/`, give the project a `[build-system]`, and install it
    with `pip install --editable .`.

    The rule reports a project once. Where the project builds a package, `notebook-state-hidden` reports the
    notebooks.

    ```notebook bad
    [[cells]]
    source = "import sys\\nsys.path.append('..')"
    ```
    ```toml good
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"

    [project]
    name = "demo"
    version = "1.0"
    ```
    ```python src/demo/__init__.py good
    ```
    ```notebook good
    [[cells]]
    source = "import demo"
    ```
    """
    found = [state for state in states if state.is_search_path] if contents is None else []
    if found:
        first, *others = found
        more = f" (and {counted(len(others), 'more line')})" if others else ""
        related = tuple(state.at for state in others[:10])
        yield Finding(f"`{first.name}` finds code that cannot be installed{more}", first.at, related=related)
