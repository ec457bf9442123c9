import re
from collections.abc import Iterator

from roadworthy import Finding, Location, Notebook, Severity, rule

#: What Jupyter, in a few languages, calls a new notebook.
_DEFAULT = re.compile(r"(?:Untitled|Sans titre|Ohne Titel|Sin título|Senza titolo|无标题|未命名) ?\d*\.ipynb")


@rule(Severity.WARNING, since="0.1")
def notebook_unnamed(notebook: Notebook) -> Iterator[Finding]:
    """A notebook still has its default name.

    Readers cannot find it, and no one dares to delete it. Rename it after the question it answers, or delete
    it.

    ```notebook Untitled3.ipynb bad
    cells = [{ source = "import pandas" }]
    ```
    ```notebook untitled-poems.ipynb good
    cells = [{ source = "import pandas" }]
    ```
    """
    name = notebook.path.rpartition("/")[2]
    if notebook.role != "test" and _DEFAULT.fullmatch(name):
        yield Finding(f"`{name}` is a default notebook name", Location(notebook.path))
