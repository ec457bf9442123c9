import re
from collections.abc import Iterator

from roadworthy import Finding, Notebook, Severity, rule
from roadworthy_rules.notebooks._shared import code_lines

_INSTALL = re.compile(
    r"\s*(?:!!?|%)\s*(?:\{sys\.executable\}\s+-m\s+|python3?\s+-m\s+)?(?:sudo\s+)?"
    r"(pip3?|conda|mamba|uv(?:\s+pip)?|apt(?:-get)?|poetry)\s+(?:-\S+\s+)*(?:install|add)\b"
)


@rule(Severity.WARNING, since="0.1")
def notebook_install_in_cell(notebook: Notebook) -> Iterator[Finding]:
    """A cell installs packages.

    What the notebook needs is then written nowhere else, is installed again at each run, and may be another
    version each time. Declare it with the project's dependencies, in a group for notebooks. Tutorials that
    open in a hosted service, below `docs/`, `examples/` or `tutorials/`, may install.

    ```notebook bad
    [[cells]]
    source = "import numpy\\n!pip install -q lightgbm"
    ```
    ```notebook bad
    [[cells]]
    source = "%conda install -c conda-forge lightgbm"
    ```
    ```notebook good
    [[cells]]
    source = "import lightgbm  # pip install is in the README\\n!pip list"
    ```
    ```notebook tutorials/start.ipynb good
    [[cells]]
    source = "!pip install lightgbm"
    ```
    """
    for cell, number, line in code_lines(notebook) if notebook.role == "source" else ():
        if found := _INSTALL.match(line):
            yield Finding(f"the cell installs packages with `{found.group(1)}`", cell.line(number))
