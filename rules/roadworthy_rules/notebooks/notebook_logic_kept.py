from collections.abc import Iterator

from roadworthy import Finding, Layout, NotebookSummary, Severity, rule
from roadworthy_rules._names import named


@rule(Severity.WARNING, since="0.1")
def notebook_logic_kept(
    notebook: NotebookSummary, layout: Layout, *, functions: int = 3
) -> Iterator[Finding]:
    """A notebook holds functions that belong in the package.

    Nothing else can import them, no test tries them, and each copy of the notebook is a copy of them. Move
    them into a module, and import them: with `%autoreload 2` that is no slower to work with.

    Reported are notebooks with at least `functions` functions of five lines or more, in projects that have a
    package; those of documentation, examples and tutorials are left alone.

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
        yield Finding(f"the notebook holds what belongs in the package: {listing}", long[0][1])
