import re
from collections.abc import Iterator

from roadworthy import Finding, Notebook, Severity, rule

_OURS = re.compile(r"<<<<<<< \S")
_THEIRS = re.compile(r">>>>>>> \S")


@rule(Severity.ERROR, since="0.1")
def notebook_conflict_left(notebook: Notebook) -> Iterator[Finding]:
    """A cell holds both sides of a merge.

    It does not run, and whoever opens the notebook decides anew which side counts. Resolve the conflict;
    `nbdime` merges notebooks by cells.

    ```notebook bad
    [[cells]]
    source = '''
    <<<<<<< HEAD
    rate = 0.1
    =======
    rate = 0.2
    >>>>>>> feature
    '''
    ```
    ```notebook good
    [[cells]]
    source = "bits = 1 <<4\\nprint('<<<<<<< HEAD')"
    ```
    """
    for cell in notebook.cells:
        lines = list(cell.lines())
        if any(_THEIRS.match(line) for _, line in lines):
            for number, line in lines:
                if _OURS.match(line):
                    yield Finding("both sides of a merge are left in the cell", cell.line(number))
