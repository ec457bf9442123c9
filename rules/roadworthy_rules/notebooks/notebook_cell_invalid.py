import re
import sys
from collections.abc import Iterator

from roadworthy import Finding, Notebook, Severity, counted, rule
from roadworthy_rules.notebooks._shared import is_exercise


@rule(Severity.ERROR, since="0.1")
def notebook_cell_invalid(notebook: Notebook) -> Iterator[Finding]:
    """A code cell is not valid Python.

    "Run All" stops there with a `SyntaxError`. Correct the cell, or change it to a raw or Markdown cell if it
    should not run.

    The rule accepts magics, shell commands and cells in other languages. It ignores cells with the tag
    `raises-exception` or `skip-execution`, notebooks with exercises, and notebooks for Python 2 or for a
    newer Python. It reports a notebook once, at the first such cell.

    ```notebook bad
    [[cells]]
    source = "rows = [1,, 2]"
    ```
    ```notebook good
    [[cells]]
    source = "%%bash\\nls | wc -l"

    [[cells]]
    source = "!pip list\\nrows?\\nawait load()"

    [[cells]]
    source = "rows = [1,, 2]"
    metadata = { tags = ["raises-exception"] }
    ```
    """
    if notebook.role not in ("source", "configuration") or not _is_understood(notebook):
        return
    broken = [cell for cell in notebook.code if cell.fault is not None and not _is_meant(cell.tags)]
    if broken and not any(map(is_exercise, notebook.cells)):
        first, others = broken[0], tuple(cell.line(1) for cell in broken[1:])
        line, what = first.fault or (1, "")
        more = f" (and {counted(len(others), 'more cell')})" if others else ""
        yield Finding(f"the cell is not valid Python: {what}{more}", first.line(line), related=others)


def _is_understood(notebook: Notebook) -> bool:
    """Tell whether a notebook is one of the Python that looks, or of an older Python 3."""
    version = notebook.get(str, "metadata", "language_info", "version") or "3"
    numbers = tuple(int(part) for part in re.findall(r"\d+", version)[:2])
    return (3,) <= numbers <= sys.version_info[:2] and notebook.get(
        str, "metadata", "kernelspec", "name"
    ) != "python2"


def _is_meant(tags: frozenset[str]) -> bool:
    return not tags.isdisjoint({"raises-exception", "skip-execution"})
