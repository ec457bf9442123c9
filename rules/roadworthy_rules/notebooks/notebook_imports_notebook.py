import re
from collections.abc import Iterator

from roadworthy import Finding, Notebook, Severity, rule
from roadworthy_rules.notebooks._shared import code_lines, is_work

_IMPORT = re.compile(
    r"\s*+%run\s++(?:-\w++\s++)*+(?P<run>\S.*?\.ipynb)\b"
    r"|\s*+(?:import|from)\s++(?P<name>import_ipynb|nbimporter|importnb|ipynb\.fs)\b"
)


@rule(Severity.WARNING, since="0.1")
def notebook_imports_notebook(notebook: Notebook) -> Iterator[Finding]:
    """A notebook imports functions from another notebook.

    The whole other notebook runs, including plots and long computations, and an edit to it may break this one
    without a failing test. Move the shared code into a module of the package, and import that.

    ```notebook bad
    [[cells]]
    source = "%run ./helpers.ipynb"
    ```
    ```notebook bad
    [[cells]]
    source = "import import_ipynb\\nimport helpers"
    ```
    ```notebook good
    [[cells]]
    source = "from churn.features import encode  # was in helpers.ipynb"
    ```
    """
    for cell, number, line in code_lines(notebook) if is_work(notebook) else ():
        if found := _IMPORT.match(line):
            what = found["run"] or found["name"]
            yield Finding(f"the cell runs another notebook: `{what}`", cell.line(number))
