from collections.abc import Iterator

from roadworthy import (
    CIFiles,
    Finding,
    Location,
    NotebookSummary,
    Proposal,
    Repository,
    Severity,
    Tree,
    counted,
    rule,
)

_TOOLS = (b"nbstripout", b"nb-clean", b"nb_clean", b"clear-output", b"ClearOutput", b"nbdev", b"databooks")
_FILES = (
    ".pre-commit-config.yaml",
    ".gitattributes",
    "prek.toml",
    "pyproject.toml",
    "tox.ini",
    "noxfile.py",
    "Makefile",
    "justfile",
    "Justfile",
    "Taskfile.yml",
)
_SIZE = 1_000_000


@rule(Severity.NOTE, since="0.1")
def notebook_strip_hook_missing(
    notebooks: tuple[NotebookSummary, ...],
    repository: Repository,
    ci: CIFiles,
    tree: Tree,
    proposal: Proposal,
) -> Iterator[Finding]:
    """No hook strips the outputs of notebooks before a commit.

    Someone then has to clear the outputs by hand before each commit. Add the hook `nbstripout` to
    `.pre-commit-config.yaml`, or its filter to `.gitattributes`
    (`nbstripout --install --attributes .gitattributes`).

    The rule ignores notebooks of documentation, examples and tutorials.

    ```git bad
    tracked = ["notebooks/demo.ipynb"]
    ```
    ```notebook bad
    cells = [{ source = "import pandas" }]
    ```
    ```git good
    tracked = ["notebooks/demo.ipynb"]
    ```
    ```yaml .pre-commit-config.yaml good
    repos:
      - repo: https://github.com/kynan/nbstripout
        rev: "0.8.1"
        hooks: [{ id: nbstripout }]
    ```
    ```notebook good
    cells = [{ source = "import pandas" }]
    ```
    """
    known = repository.tracked or ()
    books = sorted(
        book.path
        for book in notebooks
        if book.role == "source" and book.path.endswith(".ipynb") and book.path in known
    )
    if not books:
        return
    for path in (*_FILES, *ci.paths):
        if repository.files.get(path, _SIZE) < _SIZE:
            text = tree.read(path)
            if any(tool in text for tool in _TOOLS):
                return
    number = counted(len(books), "notebook is", "notebooks are")
    fix = proposal.fix("Create `.pre-commit-config.yaml` with the hook", ".pre-commit-config.yaml")
    yield Finding(f"{number} tracked, but no hook strips the outputs", Location(books[0]), fix)
