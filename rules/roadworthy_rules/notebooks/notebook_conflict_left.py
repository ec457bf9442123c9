import re
from collections.abc import Iterator

from roadworthy import Finding, Notebook, Severity, rule

_OURS = re.compile(r"<<<<<<< \S")
_THEIRS = re.compile(r">>>>>>> \S")


@rule(Severity.ERROR, since="0.1")
def notebook_conflict_left(notebook: Notebook) -> Iterator[Finding]:
    """A cell contains the markers of a merge conflict.

    The cell does not run, and each reader has to guess which side is correct. Resolve the conflict; `nbdime`
    merges notebooks cell by cell.

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
                    yield Finding("the cell contains the markers of a merge conflict", cell.line(number))
