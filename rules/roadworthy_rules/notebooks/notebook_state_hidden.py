import re
from collections.abc import Iterator

from roadworthy import Finding, Notebook, Severity, rule
from roadworthy_rules.notebooks._shared import code_lines, is_work

_MAGIC = re.compile(r"\s*%(?:(?P<name>run|cd|store|load|loadpy)\s+\S|(?P<env>env|set_env)\s+\w+[= ]\s*\S)")
_RUNS_NOTEBOOK = re.compile(r"\s*+%run\s++(?:-\w++\s++)*+\S.*\.ipynb\b")


@rule(Severity.WARNING, since="0.1")
def notebook_state_hidden(notebook: Notebook) -> Iterator[Finding]:
    """A notebook depends on state that is not in it.

    `%run` brings in whatever names another file happens to define, `%store` reads what another notebook left
    on this machine, `%cd` changes what every later path means, and `%env` what every later process sees. Run
    twice, or by another, it does something else. Import a module, build paths from one directory, and take
    settings from the environment.

    ```notebook bad
    [[cells]]
    source = "%cd ..\\n%run prepare.py"

    [[cells]]
    source = "%env CUDA_VISIBLE_DEVICES=0\\n%store -r rows"
    ```
    ```notebook good
    [[cells]]
    source = "%matplotlib inline\\n%load_ext autoreload\\n%autoreload 2\\n%env\\n%time rows = load()"
    ```
    """
    for cell, number, line in code_lines(notebook) if is_work(notebook) else ():
        found = _MAGIC.match(line)
        if found and not _RUNS_NOTEBOOK.match(line) and not cell.source.lstrip().startswith("%%"):
            name = found["name"] or found["env"]
            yield Finding(f"`%{name}` makes the notebook depend on hidden state", cell.line(number))
