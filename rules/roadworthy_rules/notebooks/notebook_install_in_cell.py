import re
from collections.abc import Iterator

from roadworthy import Cell, Finding, Notebook, Severity, counted, is_automagic, rule
from roadworthy_rules.notebooks._shared import is_hosted, unhosted_lines

_COMMAND = (
    r"(?:\{?sys\.executable\}?\s+-m\s+|python3?\s+-m\s+)?(?:sudo\s+)?"
    r"(pip3?|conda|mamba|uv(?:\s+pip)?|apt(?:-get)?|poetry)\s+(?:-\S+\s+)*(?:install|add)\b"
)
_INSTALL = re.compile(rf"\s*(?:!!?|%)\s*{_COMMAND}")
_BARE = re.compile(rf"\s*{_COMMAND}")
_SHELL = re.compile(r"\s*%%(?:bash|sh|script\s+(?:ba)?sh|!|sx|system)\b|\s*%sh[ \t]*$", re.MULTILINE)
#: What runs a command from Python: its text, or its words, are looked at.
_RUNS = re.compile(
    r".*\b(?:os\.system|subprocess\.\w+|(?:check_call|check_output|getoutput|run_line_magic))\("
    r"\s*f?(?:['\"]|\[)(?P<command>.*)"
)
#: Where the packages of a command end, options that take the next word, and those that name a file instead.
_END = re.compile(r"\s#|&&|[;|<>]")
_VALUED = frozenset(
    "--constraint --extra-index-url --find-links --index-url --target --trusted-host -c -f -i -t".split()
)
_LISTED = ("--requirement", "--editable", "-e", "-r")
#: A package of one version, as pip and conda write it, and packages that only install others.
_PINNED = re.compile(r"[\w.-]++(?:\[[\w,.-]*+\])?==?[\w.+!]++")
_INSTALLERS = frozenset(("pip", "setuptools", "wheel"))
_PIP_MAIN = re.compile(r"\s*pip(?:\._internal(?:\.cli)?)?\.main\(\s*\[\s*['\"]install\b")


@rule(Severity.WARNING, since="0.1")
def notebook_install_in_cell(notebook: Notebook) -> Iterator[Finding]:
    """A cell installs packages.

    The project does not declare these packages, each run installs them again, and the version may differ each
    time. Declare them in the project's dependencies, for example in a dependency group for notebooks.

    A notebook that is to run by itself may pin what it installs: the rule ignores commands all of whose
    packages have one version (`lightgbm==4.5.0`), and those that only upgrade pip.

    The rule ignores notebooks of documentation, examples and tutorials, and blocks that check for a hosted
    service (`if "google.colab" in sys.modules:`). It ignores notebooks that only run on one, as they mount a
    drive of Colab, read `/kaggle/input` or have its name. It reports a notebook once.

    ```notebook bad
    [[cells]]
    source = "import numpy\\n!pip install -q lightgbm"
    ```
    ```notebook bad
    [[cells]]
    source = "%conda install -c conda-forge lightgbm"
    ```
    ```notebook bad
    [[cells]]
    source = "%%bash\\npip install lightgbm"
    ```
    ```notebook bad
    [[cells]]
    source = "!pip install -q lightgbm==4.5.0 pandas"
    ```
    ```notebook bad
    [[cells]]
    source = "!pip install -r requirements.txt lightgbm==4.5.0"
    ```
    ```notebook bad
    [[cells]]
    source = "!pip install 'lightgbm==4.*'"
    ```
    ```notebook good
    [[cells]]
    source = "!pip install -U pip\\n!pip install -q -i https://example.org 'lightgbm[cli]==4.5.0'"
    ```
    ```notebook bad
    [[cells]]
    source = "pip install lightgbm"
    ```
    ```notebook bad
    [[cells]]
    source = "import os\\nos.system('pip install lightgbm')"
    ```
    ```notebook good
    [[cells]]
    source = '''
    import sys
    if "google.colab" in sys.modules:
        %pip install lightgbm
    '''
    ```
    ```notebook good
    [[cells]]
    source = '''
    from google.colab import drive
    drive.mount("/content/drive")
    !pip install lightgbm
    '''
    ```
    ```notebook good
    [[cells]]
    source = "!pip install --no-index /kaggle/input/wheels/lightgbm-4.5.0-py3-none-any.whl"
    ```
    ```notebook bad
    [[cells]]
    source = '''
    !pip install lightgbm
    import os
    if "KAGGLE_KERNEL_RUN_TYPE" in os.environ:
        DATA = "/kaggle/input/churn"
    else:
        DATA = "data"
    '''
    ```
    ```notebook train_colab.ipynb good
    [[cells]]
    source = "!pip install lightgbm"
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
    if notebook.role != "source" or is_hosted(notebook):
        return
    found = [item for cell in notebook.code for item in _installs(cell)]
    if found:
        cell, number, tool = found[0]
        more = f" (and {counted(len(found) - 1, 'more line')})" if len(found) > 1 else ""
        yield Finding(f"the cell installs packages with `{tool}`{more}", cell.line(number))


def _installs(cell: Cell) -> Iterator[tuple[Cell, int, str]]:
    """Yield each line that installs, with its tool; not where a hosted service is asked for first."""
    shell = bool(_SHELL.match(cell.source))
    for number, line in unhosted_lines(cell):
        if tool := _tool(line, shell=shell):
            yield cell, number, tool


def _tool(line: str, *, shell: bool) -> str | None:
    """Return the tool by which a line installs packages, unless each of these has one version."""
    found = _INSTALL.match(line) or (_BARE.match(line) if shell or is_automagic(line) else None)
    if found is None and (runs := _RUNS.match(line)):
        # A list of words reads as the command does, without its quotes and commas.
        line = re.sub(r"['\",]+", " ", runs["command"])
        found = _BARE.match(line)
        line = line.replace("]", " ").replace(")", " ")
    if found is not None:
        return None if _are_pinned(line[found.end() :]) else found.group(1)
    return "pip" if _PIP_MAIN.match(line) else None


def _are_pinned(packages: str) -> bool:
    """Tell whether each package of a command has one version, but those that only install others."""
    before = ""
    for word in _END.split(packages)[0].split():
        word = word.strip("\"'")
        if word.startswith(_LISTED):
            return False
        if word.startswith("-") or before in _VALUED or word in _INSTALLERS:
            before = word
        elif _PINNED.fullmatch(word) is None:
            return False
    return True
