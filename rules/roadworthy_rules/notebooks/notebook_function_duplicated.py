from collections.abc import Iterator

from roadworthy import Finding, Location, ModuleSummary, NotebookSummary, Severity, rule


@rule(Severity.WARNING, since="0.1")
def notebook_function_duplicated(
    notebooks: tuple[NotebookSummary, ...], modules: tuple[ModuleSummary, ...]
) -> Iterator[Finding]:
    """A notebook defines a function that is also elsewhere, word for word.

    The next fault is mended in one of them, and the notebook then tries something else than what runs in
    production. Keep it in a module, and import it. Compared are bodies of at least five lines, without
    docstrings, comments and blank lines.

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
    ```python src/demo/features.py bad
    def clean(rows):
        kept = []
        for row in rows:
            if row.age is not None:
                kept.append(row)
        return sorted(kept)
    ```
    ```notebook good
    [[cells]]
    source = "from demo.features import clean"
    ```
    ```python src/demo/features.py good
    def clean(rows):
        kept = []
        for row in rows:
            if row.age is not None:
                kept.append(row)
        return sorted(kept)
    ```
    """
    known: dict[str, tuple[str, Location]] = {}
    for module in modules:
        for item in module.definitions if module.role == "source" else ():
            if item.digest:
                at = Location(module.path, item.route, item.span)
                known.setdefault(item.digest, (item.name, at))
    for notebook in notebooks:
        if notebook.role not in ("source", "configuration"):
            continue
        for (name, at), digest in zip(notebook.functions, notebook.digests, strict=True):
            if not digest:
                continue
            other, there = known.setdefault(digest, (name, at))
            if there.file != notebook.path:
                yield Finding(f"`{name}` repeats `{other}` of `{there.file}`", at, related=(there,))
