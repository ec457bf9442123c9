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
    """A notebook is a copy of another, by its name.

    Two notebooks drift apart, and nobody knows which of them the results are from. Keep one: the history of
    the repository holds the other. Where both are needed, move what they share into a module.

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
        yield Finding(f"`{name}` is named as a copy", Location(notebook.path))
