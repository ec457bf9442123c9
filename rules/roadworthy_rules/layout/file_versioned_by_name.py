import re
from collections.abc import Iterator

from roadworthy import Finding, KeptCode, Location, ModuleSummary, NotebookSummary, Severity, and_more, rule

#: The marks of a version at the end of a name: after a separator, or in capitals after a small letter.
_WORD = r"(?:final|fix(?:ed)?|latest|new|v(?:er(?:sion)?)?[ _.-]?\d++)\d*+"
_MARK = re.compile(
    rf"(?i:[ _.-]{_WORD}|\(\d++\))$"
    r"|(?<=[a-z0-9])(?:Final|NEW|New)(?:[ _-]?[vV])?\d*+$"
)
#: Names that have versions of their own: networks, data sets and interfaces.
_OWN = re.compile(
    r"(?i)(?:api|bert|clip|cnn|data|dataset|deeplab|dino|glove|gpt|inception|llama|moco|net|nets|sam|schema|squad|ssd"
    r"|yolo)$"
)


@rule(Severity.NOTE, since="0.2", handwritten=True)
def file_versioned_by_name(
    modules: tuple[ModuleSummary, ...],
    notebooks: tuple[NotebookSummary, ...],
    kept: tuple[KeptCode, ...],
) -> Iterator[Finding]:
    """Several versions of one script or notebook lie side by side, told apart by their names.

    Readers cannot tell which version made the results, and a fix goes into one of them. Keep one file: the
    Git history holds the earlier versions, and `git tag` gives one a name. What differs on purpose belongs
    into arguments or settings.

    The rule looks for scripts, which run when they are started and which no module imports, and for
    notebooks, with names such as `train_v2`, `train_final` and `train (1)` beside another version. It ignores
    names of networks and data sets that have versions of their own, such as `resnet_v2`, and what
    `code-kept-aside` and `notebook-copied` report.

    ```python train_v1.py bad
    from rows import load

    print(sum(load()))
    ```
    ```python train_v2.py bad
    from rows import load

    print(max(load()))
    ```
    ```python train.py good
    from rows import load

    print(sum(load()))
    ```
    ```python evaluate.py good
    from rows import load

    print(max(load()))
    ```
    ```python mobilenet_v1.py good
    print("one")
    ```
    ```python mobilenet_v2.py good
    print("two")
    ```
    """
    aside = {path for item in kept for path in item.files}
    imported: set[str | None] = set()
    for notebook in notebooks:
        imported.update(name.rpartition(".")[2] for name, _ in notebook.imports)
    for module in modules:
        for item in module.imports:
            imported.update((item.module.rpartition(".")[2], item.name))
    scripts = [
        module.path
        for module in modules
        if module.role == "source"
        and not module.generated
        and (module.main_uses or module.called)
        and module.path.rpartition("/")[2].removesuffix(".py") not in imported
    ]
    books = [notebook.path for notebook in notebooks if notebook.role == "source"]
    found: dict[tuple[str, str, str], list[str]] = {}
    marked: set[tuple[str, str, str]] = set()
    for path in (*scripts, *books):
        if path in aside:
            continue
        folder, _, name = path.rpartition("/")
        stem, _, kind = name.rpartition(".")
        # What follows in capitals is said of the version: `forestFINALFixed`.
        base = stem.partition("FINAL")[0].rstrip(" ._-") or stem
        while (shorter := _MARK.sub("", base).rstrip(" ._-")) not in ("", base):
            base = shorter
        key = (folder, base.lower(), kind)
        found.setdefault(key, []).append(path)
        if base != stem and not _OWN.search(base):
            marked.add(key)
    for key in sorted(marked):
        paths = sorted(found[key])
        if len(paths) > 1:
            names = and_more([path.rpartition("/")[2] for path in paths], 3)
            message = f"{names} are versions of one file"
            yield Finding(message, Location(paths[0]), related=tuple(map(Location, paths[1:])))
