import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from roadworthy import (
    Cell,
    DistributionContents,
    Finding,
    Location,
    Notebook,
    NotebookSummary,
    Part,
    Severity,
    counted,
    fact,
    rule,
)
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


@dataclass(frozen=True, slots=True)
class HiddenState:
    """A line of a notebook that changes or reads state from elsewhere: what does it, and where."""

    name: str
    at: Location

    @property
    def is_search_path(self) -> bool:
        """Whether all that the line changes is where modules are looked for."""
        return self.name.startswith("sys.path")


@rule(Severity.WARNING, since="0.1")
def notebook_state_hidden(
    notebook: NotebookSummary, states: tuple[HiddenState, ...], contents: DistributionContents | None
) -> Iterator[Finding]:
    """A notebook depends on state outside the notebook.

    `%run` imports all names of another file, `%store` reads values that another notebook saved on this
    machine, `%cd` changes the meaning of all later paths, and `%env` changes the environment. The result then
    depends on the machine and on earlier runs. Import a module, build paths from one directory, and read
    settings from the environment. Instead of changing `sys.path`, install the project with
    `pip install --editable .`.

    The rule also reports `os.chdir` and `!git clone`. In notebooks that only run on a hosted service, as they
    mount a drive of Colab, read `/kaggle/input` or have its name, it reports only names from other files, and
    directories on someone's drive. It reports a notebook once, and notebooks that only change `sys.path`
    together. Where nothing is built that you could install,
    `notebook-search-path-changed` reports changes to `sys.path`.

    ```notebook bad
    [[cells]]
    source = "%cd ..\\n%run prepare.py"

    [[cells]]
    source = "%env CUDA_VISIBLE_DEVICES=0\\n%store -r rows"
    ```
    ```notebook good
    [[cells]]
    source = "import sys\\nsys.path.append('..')"
    ```
    ```toml bad
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"

    [project]
    name = "demo"
    version = "1.0"
    ```
    ```python src/demo/__init__.py bad
    ```
    ```notebook bad
    [[cells]]
    source = "import sys\\nsys.path.append('..')"
    ```
    ```notebook good
    [[cells]]
    source = "import sys\\n\\nif 'google.colab' in sys.modules:\\n    sys.path.insert(0, '/content/demo')"
    ```
    ```toml bad
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"

    [project]
    name = "demo"
    version = "1.0"
    ```
    ```python src/demo/__init__.py bad
    ```
    ```notebook bad
    [[cells]]
    source = "import sys\\n\\nif ROOT not in sys.path:\\n    sys.path.insert(0, ROOT)"
    ```
    ```toml bad
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"

    [project]
    name = "demo"
    version = "1.0"
    ```
    ```python src/demo/__init__.py bad
    ```
    ```notebook notebooks/clean.ipynb bad
    [[cells]]
    source = "import sys\\nsys.path.append('../src')"
    ```
    ```notebook notebooks/fit.ipynb bad
    [[cells]]
    source = "import sys\\nsys.path.append('../src')"
    ```
    ```notebook notebooks/plot.ipynb bad
    [[cells]]
    source = "import sys\\nsys.path.append('../src')\\n%cd .."
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
    ```notebook bad
    [[cells]]
    source = '''
    from google.colab import drive
    drive.mount("/content/drive")
    %cd /content/drive/MyDrive/churn
    '''
    ```
    ```notebook good
    [[cells]]
    source = '''
    from google.colab import drive
    drive.mount("/content/drive")
    FOLDER = "churn"
    %cd /content/drive/MyDrive/$FOLDER/rows
    '''
    ```
    ```notebook good
    [[cells]]
    source = "%matplotlib inline\\n%load_ext autoreload\\n%autoreload 2\\n%env\\n%time rows = load()"
    ```
    """
    shown = [state for state in states if contents is not None or not state.is_search_path]
    found = [state for state in shown if state.at.file == notebook.path]
    if not found:
        return
    first, *others = found
    # What only looks for the modules of the project is one fault of the project, whose remedy is one.
    alike = _first_of_each(shown) if all(state.is_search_path for state in found) else [first]
    if alike[0] is not first:
        return
    message = f"`{first.name}` makes the notebook depend on hidden state"
    if len(alike) == 1:
        more = f" (and {counted(len(others), 'more line')})" if others else ""
        yield Finding(message + more, first.at, related=tuple(state.at for state in others))
        return
    parts = tuple(Part(f"`{one.name}` makes the notebook depend on hidden state", one.at) for one in alike)
    do = "does" if len(alike) == 2 else "do"
    message += f", and so {do} {counted(len(alike) - 1, 'more notebook')}"
    yield Finding(message, first.at, arguments=("sys.path",), parts=parts)


def _first_of_each(states: Sequence[HiddenState]) -> list[HiddenState]:
    """Return the first line of each notebook that changes nothing but the search path."""
    others = {state.at.file for state in states if not state.is_search_path}
    found: dict[str, HiddenState] = {}
    for state in states:
        if state.at.file not in others:
            found.setdefault(state.at.file, state)
    return list(found.values())


@fact
def hidden_state(notebook: Notebook) -> tuple[HiddenState, ...]:
    """Look for what changes or reads state from elsewhere in a notebook that someone works with."""
    changes = [item for cell in notebook.code for item in _changes(cell)] if is_work(notebook) else []
    if changes and is_hosted(notebook):
        # That is how a session of such a service is set up; a drive is of one person.
        changes = [item for item in changes if item[0] in _FILES or _is_on_drive(item[2])]
    return tuple(HiddenState(name, at) for name, at, _ in changes)


def _is_on_drive(line: str) -> bool:
    """Tell whether a line names a directory of someone's drive; a variable holds that of who runs it."""
    return _DRIVE.search(line) is not None and "$" not in line and "{" not in line


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
