from collections.abc import Iterator

from roadworthy import Finding, Layout, NotebookSummary, Severity, rule
from roadworthy_rules._names import named


@rule(Severity.WARNING, since="0.1")
def notebook_logic_kept(
    notebook: NotebookSummary, layout: Layout, *, functions: int = 3
) -> Iterator[Finding]:
    """A notebook contains functions that belong in the package.

    Other code cannot import them, no test calls them, and each copy of the notebook duplicates them. Move
    them into a module, and import them. With `%autoreload 2`, changes take effect without a restart.

    The rule reports notebooks with at least `functions` functions of five lines or more, if the project has a
    package. It ignores notebooks of documentation, examples and tutorials.

    ```toml bad
    [tool.roadworthy.rules.notebook-logic-kept]
    functions = 1
    ```
    ```python src/demo/__init__.py bad
    ```
    ```notebook bad
    [[cells]]
    source = '''
    def clean(rows):
        kept = []
        for row in rows:
            if row.age is not None:
                kept.append(row)
        return sorted(kept)
    '''
    ```
    ```python src/demo/__init__.py good
    ```
    ```notebook good
    [[cells]]
    source = '''
    def clean(rows):
        kept = []
        for row in rows:
            if row.age is not None:
                kept.append(row)
        return sorted(kept)
    '''
    ```
    """
    if notebook.role != "source" or not (layout.packages or layout.modules):
        return
    long = [
        (name, at) for (name, at), digest in zip(notebook.functions, notebook.digests, strict=True) if digest
    ]
    if len(long) >= functions:
        listing = named(name for name, _ in long)
        yield Finding(f"the notebook contains functions that belong in the package: {listing}", long[0][1])
