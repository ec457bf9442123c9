import re
from collections.abc import Iterator

from roadworthy import Finding, Notebook, Severity, rule
from roadworthy_rules.notebooks._shared import code_lines, is_work

_STAR = re.compile(r"\s*(?P<what>from\s+[\w.]+\s+import\s+\*|%pylab\b)")


@rule(Severity.WARNING, since="0.1")
def notebook_star_import(notebook: Notebook) -> Iterator[Finding]:
    """A notebook uses `import *`.

    Readers and tools cannot tell where a name comes from, `sum` and `open` may silently be replaced, and no
    tool can find undefined names. Import the names that you use; instead of `%pylab`, import numpy and
    pyplot.

    ```notebook bad
    [[cells]]
    source = "from utils import *"

    [[cells]]
    source = "%pylab inline"
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
    for cell, number, line in code_lines(notebook) if is_work(notebook) else ():
        if found := _STAR.match(line):
            yield Finding(f"`{' '.join(found['what'].split())}`", cell.line(number))
