import re
from collections.abc import Iterator

from roadworthy import Finding, Notebook, Part, Severity, and_more, rule
from roadworthy_rules.notebooks._shared import code_lines, is_work

_STAR = re.compile(r"\s*(?P<what>from\s+[\w.]+\s+import\s+\*|%pylab\b)")


#: What draws with Matplotlib as its guides once had it: a few cells that define nothing.
_PYLAB = re.compile(r"(?:from\s+pylab\s|%pylab)")
_DEFINES = re.compile(r"\s*(?:async\s+def|class|def)\s")
_FEW = 3

#: The guides of fastai import everything, whatever its version.
_FASTAI = re.compile(r"\s*from\s+fastai[\w.]*\s")


@rule(Severity.WARNING, since="0.1")
def notebook_star_import(notebook: Notebook) -> Iterator[Finding]:
    """A notebook uses `import *`.

    Readers and tools cannot tell where a name comes from, `sum` and `open` may silently be replaced, and no
    tool can find undefined names. Import the names that you use; instead of `%pylab`, import numpy and
    pyplot.

    The rule reports a notebook once. It ignores fastai, which is made to be imported so, and pylab in a
    notebook of at most three cells of code that defines no function or class.

    ```notebook bad
    [[cells]]
    source = "from utils import *"

    [[cells]]
    source = "%pylab inline"
    ```
    ```notebook bad
    [[cells]]
    source = "from utils import *"
    ```
    ```notebook good
    [[cells]]
    source = "from fastai.vision import *"
    ```
    ```notebook good
    [[cells]]
    source = "from utils import load  # not: from utils import *"
    ```
    ```notebook examples/course.ipynb good
    [[cells]]
    source = "from fastbook import *"
    ```
    """
    found = {
        cell.line(number): " ".join(match["what"].split())
        for cell, number, line in (code_lines(notebook) if is_work(notebook) else ())
        if (match := _STAR.match(line)) and not _FASTAI.match(line)
    }
    if found and all(map(_PYLAB.match, found.values())) and _only_draws(notebook):
        return
    parts = tuple(Part(f"`{what}`", at) for at, what in found.items())
    if parts:
        yield Finding(and_more(list(found.values()), 3), parts[0].at, parts=parts if len(parts) > 1 else ())


def _only_draws(notebook: Notebook) -> bool:
    """Tell whether a notebook has at most three cells of code, and defines nothing that others may want."""
    lines = [(cell, line) for cell, _, line in code_lines(notebook) if line.strip()]
    cells = {id(cell) for cell, _ in lines}
    return len(cells) <= _FEW and not any(_DEFINES.match(line) for _, line in lines)
