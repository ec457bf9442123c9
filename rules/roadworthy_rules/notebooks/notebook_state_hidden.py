import re
from collections.abc import Iterator

from roadworthy import Cell, Finding, Location, Notebook, Severity, counted, rule
from roadworthy_rules._paths import MACHINE_PATH
from roadworthy_rules.notebooks._shared import is_hosted, is_work, unhosted_lines

_MAGIC = re.compile(r"\s*%(?:(?P<name>run|cd|store|load|loadpy)\s+\S|(?P<env>env|set_env)\s+\w+[= ]\s*\S)")
#: Calls that do the same from Python, at the top of a cell or below `if ... not in sys.path`.
_CALLS = re.compile(r"\s*+(sys\.path\.(?:append|insert|extend)|os\.chdir)\(")
_CLONE = re.compile(r"\s*+!++\s*+git\s++(clone|pull)\b")
_RUNS_NOTEBOOK = re.compile(r"\s*+%run\s++(?:-\w++\s++)*+\S.*\.ipynb\b")

#: What takes names or values from files that are not the project's settings.
_FILES = frozenset(("%load", "%loadpy", "%run", "%store"))
_DRIVE = re.compile(r"/content/g?drive/")


@rule(Severity.WARNING, since="0.1")
def notebook_state_hidden(notebook: Notebook) -> Iterator[Finding]:
    """A notebook depends on state outside the notebook.

    `%run` imports all names of another file, `%store` reads values that another notebook saved on this
    machine, `%cd` changes the meaning of all later paths, and `%env` changes the environment. The result then
    depends on the machine and on earlier runs. Import a module, build paths from one directory, and read
    settings from the environment. Instead of changing `sys.path`, install the project with
    `pip install --editable .`.

    The rule also reports `os.chdir` and `!git clone`. In notebooks that only run on a hosted service, as they
    mount a drive of Colab, read `/kaggle/input` or have its name, it reports only names from other files, and
    directories on someone's drive. It reports a notebook once.

    ```notebook bad
    [[cells]]
    source = "%cd ..\\n%run prepare.py"

    [[cells]]
    source = "%env CUDA_VISIBLE_DEVICES=0\\n%store -r rows"
    ```
    ```notebook bad
    [[cells]]
    source = "import sys\\nsys.path.append('..')"
    ```
    ```notebook bad
    [[cells]]
    source = "import sys\\n\\nif ROOT not in sys.path:\\n    sys.path.insert(0, ROOT)"
    ```
    ```notebook good
    [[cells]]
    source = "import sys\\n\\nif 'google.colab' in sys.modules:\\n    sys.path.insert(0, '/content/demo')"
    ```
    ```notebook bad
    [[cells]]
    source = "!git clone https://example.org/churn.git"
    ```
    ```notebook good
    [[cells]]
    source = '''
    def prepare():
        if is_colab():
            %cd /content/drive/MyDrive/churn
            !git clone https://example.org/churn.git .

    prepare()
    '''
    ```
    ```notebook good
    [[cells]]
    source = '''
    from google.colab import drive
    drive.mount("/content/drive")
    !git clone https://example.org/churn.git
    %cd churn
    '''
    ```
    ```notebook bad
    [[cells]]
    source = "from google.colab import drive\\ndrive.mount('/content/drive')\\n%run prepare.py"
    ```
    ```notebook good
    [[cells]]
    source = "%matplotlib inline\\n%load_ext autoreload\\n%autoreload 2\\n%env\\n%time rows = load()"
    ```
    """
    changes = [item for cell in notebook.code for item in _changes(cell)] if is_work(notebook) else []
    if changes and is_hosted(notebook):
        # That is how a session of such a service is set up; a drive is of one person.
        changes = [item for item in changes if item[0] in _FILES or _DRIVE.search(item[2])]
    found = [(name, at) for name, at, _ in changes]
    if found:
        name, first = found[0]
        others = tuple(at for _, at in found[1:])
        more = f" (and {counted(len(others), 'more line')})" if others else ""
        yield Finding(f"`{name}` makes the notebook depend on hidden state{more}", first, related=others)


def _changes(cell: Cell) -> Iterator[tuple[str, Location, str]]:
    """Yield what changes or reads state from elsewhere, with its place and its line."""
    if cell.source.lstrip().startswith("%%"):
        return
    for number, line in unhosted_lines(cell):
        found = _MAGIC.match(line)
        if found and not _RUNS_NOTEBOOK.match(line):
            yield f"%{found['name'] or found['env']}", cell.line(number), line
        elif MACHINE_PATH.search(line):
            # `notebook-path-absolute` says so.
            continue
        elif (call := _CALLS.match(line)) and (call.start(1) == 0 or "not in sys.path" in cell.source):
            yield call[1], cell.line(number), line
        elif clone := _CLONE.match(line):
            yield f"git {clone[1]}", cell.line(number), line
