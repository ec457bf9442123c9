import re
from collections.abc import Iterator

from roadworthy import Finding, Location, Notebook, Severity, rule

#: What Jupyter, Colab, Kaggle and file managers call a copy.
_COPY = re.compile(
    r"Copy(?:_| )of[_ ].+\.ipynb|.*-Copy\d*\.ipynb|.* \(\d+\)\.ipynb"
    r"|(?:.+(?: -)? |.+_)?(?:[Cc]opy|Kopie|[Cc]opie|[Cc]opia) ?\d*\.ipynb"
)


@rule(Severity.WARNING, since="0.1")
def notebook_copied(notebook: Notebook) -> Iterator[Finding]:
    """A notebook is named as a copy of another.

    The two versions diverge, and you cannot tell which of them produced the results. Delete one: the Git
    history keeps it. If you need both, move the shared code into a module.

    ```notebook notebooks/churn-Copy1.ipynb bad
    cells = [{ source = "import pandas" }]
    ```
    ```notebook notebooks/churn copy.ipynb bad
    cells = [{ source = "import pandas" }]
    ```
    ```notebook notebooks/copy.ipynb bad
    cells = [{ source = "import pandas" }]
    ```
    ```notebook notebooks/hard-copy.ipynb good
    cells = [{ source = "import pandas" }]
    ```
    """
    name = notebook.path.rpartition("/")[2]
    if notebook.role != "test" and _COPY.fullmatch(name):
        yield Finding(f"`{name}` has the name of a copy", Location(notebook.path))
