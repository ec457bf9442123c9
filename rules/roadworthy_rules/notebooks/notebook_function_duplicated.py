from collections.abc import Iterator

from roadworthy import Finding, Location, ModuleSummary, NotebookSummary, Severity, rule
from roadworthy_rules._names import named
from roadworthy_rules.notebooks._shared import is_work


@rule(Severity.NOTE, since="0.1")
def notebook_function_duplicated(
    notebooks: tuple[NotebookSummary, ...], modules: tuple[ModuleSummary, ...]
) -> Iterator[Finding]:
    """A notebook defines a function that exists elsewhere word for word.

    A bug is then fixed in only one of the copies, and the notebook runs different code from production. Keep
    the function in a module, and import it.

    The rule compares bodies of at least five lines, without docstrings, comments and blank lines. It reports
    once for each file that shares functions with the notebook; that file may be a script exported from it.

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
    ```notebook bad
    [[cells]]
    source = '''
    def clean(rows):
        kept = []
        for row in rows:
            if row.age is not None:
                kept.append(row)
        return sorted(kept)

    def fit(rows):
        total = 0
        for row in rows:
            total += row.age
        mean = total / len(rows)
        return mean
    '''
    ```
    ```python train.py bad
    def clean(rows):
        kept = []
        for row in rows:
            if row.age is not None:
                kept.append(row)
        return sorted(kept)

    def fit(rows):
        total = 0
        for row in rows:
            total += row.age
        mean = total / len(rows)
        return mean
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
                known.setdefault(item.digest, (".".join(item.route), at))
    for notebook in notebooks:
        if not is_work(notebook):
            continue
        repeated: dict[str, list[tuple[str, Location, str, Location]]] = {}
        for (name, at), digest in zip(notebook.functions, notebook.digests, strict=True):
            if not digest:
                continue
            other, there = known.setdefault(digest, (name, at))
            if there.file != notebook.path:
                repeated.setdefault(there.file, []).append((name, at, other, there))
        for file, pairs in repeated.items():
            yield _finding(file, pairs)


def _finding(file: str, pairs: list[tuple[str, Location, str, Location]]) -> Finding:
    """Return one finding for all that a notebook shares with a file: it may be a script made of it."""
    name, at, other, there = pairs[0]
    if len(pairs) == 1:
        return Finding(f"`{name}` repeats `{other}` of `{file}`", at, related=(there,))
    listing = named(name for name, *_ in pairs)
    related = tuple(place for _, _, _, place in pairs)
    return Finding(f"{len(pairs)} functions repeat those of `{file}`: {listing}", at, related=related)
