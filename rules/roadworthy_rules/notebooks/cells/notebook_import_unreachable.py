import re
from collections.abc import Iterator
from dataclasses import dataclass

from roadworthy import (
    Blocked,
    Files,
    Finding,
    Location,
    Notebook,
    NotebookSummary,
    Severity,
    Tree,
    extractor,
    fact,
    rule,
)
from roadworthy_rules.notebooks._shared import is_work

#: What a cell does that may put another directory on the search path, or install the project.
_MOVES = re.compile(
    r"sys\.path|chdir|^[ \t]*%(?:cd|run|load_ext)|addsitedir|PYTHONPATH|pip3? install|os\.environ|uv sync",
    re.MULTILINE,
)
#: Files that make a project one that can be installed, or that say where notebooks find its modules.
_INSTALLED = frozenset("Pipfile pyproject.toml setup.cfg setup.py".split())
_SAYS = re.compile(r"PYTHONPATH|notebookFileRoot|jupyter[^\n]{0,40}(?:root|dir)|pip install -e")
_SIZE = 100_000


@dataclass(frozen=True, slots=True)
class MovedNotebook:
    """A notebook whose cells may change where modules are found."""

    path: str


@rule(Severity.NOTE, since="0.2", handwritten=True)
def notebook_import_unreachable(
    notebooks: tuple[NotebookSummary, ...], moved: tuple[MovedNotebook, ...], tree: Tree
) -> Iterator[Finding]:
    """A notebook imports a module of the project that is not on its search path.

    Jupyter runs a notebook in its own directory: from `notebooks/`, `import src.data` ends in
    `ModuleNotFoundError`, whatever lies beside that directory. Make the project installable and install it
    with `pip install -e .`, or move the notebook beside the modules.

    The rule reports a notebook once, if the name is a module or directory at the root and none beside the
    notebook. It stays silent if the project can be installed, if a cell changes the search path or the
    directory, and if a file of the project sets `PYTHONPATH`.

    ```python src/clean.py bad
    def clean(rows):
        return rows
    ```
    ```notebook bad
    [[cells]]
    source = '''
    from src.clean import clean
    clean([])
    '''
    ```
    ```python src/clean.py good
    def clean(rows):
        return rows
    ```
    ```notebook good
    [[cells]]
    source = '''
    import sys
    sys.path.insert(0, "..")
    from src.clean import clean
    clean([])
    '''
    ```
    """
    if not _INSTALLED.isdisjoint(tree.files) or not notebooks:
        return
    ready = {item.path for item in moved}
    roots = {path.partition("/")[0].removesuffix(".py") for path in tree.files if path.endswith(".py")}
    found: list[tuple[str, str, Location]] = []
    for book in notebooks:
        folder = book.path.rpartition("/")[0]
        if not folder or book.path in ready or not is_work(book) or book.language != "python":
            continue
        beside = {
            path[len(folder) + 1 :].partition("/")[0].removesuffix(".py")
            for path in tree.files
            if path.startswith(f"{folder}/")
        }
        for name, at in book.imports:
            top = name.partition(".")[0]
            if top in roots - beside:
                found.append((name, folder, at))
                break
    if found and not any(_says(path, tree) for path in tree.files):
        for name, folder, at in found:
            yield Finding(f"`{name}` is not on the search path of a notebook in `{folder}`", at)


def _says(path: str, tree: Tree) -> bool:
    """Tell whether a file says where modules are found."""
    name = path.rpartition("/")[2].lower()
    if not name.endswith((".md", ".rst", ".sh", ".env", ".json", ".yml", ".yaml", ".toml", "file")):
        return False
    try:
        return not tree.exceeds(path, _SIZE) and bool(tree.extract(path, _speaks))
    except Blocked:
        return True


@extractor
def _speaks(files: Files, path: str) -> bool:
    """Tell whether a text sets the search path."""
    return bool(_SAYS.search(files.text(path, strict=False)))


@fact
def moved_notebooks(notebook: Notebook) -> tuple[MovedNotebook, ...]:
    """Look for what changes the search path, or may."""
    moves = any(_MOVES.search(cell.source) or cell.magics.unseen for cell in notebook.code)
    return (MovedNotebook(notebook.path),) if moves else ()
