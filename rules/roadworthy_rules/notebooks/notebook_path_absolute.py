import ast
import re
from collections.abc import Iterator

from roadworthy import Cell, Finding, Notebook, Severity, counted, rule
from roadworthy_rules._paths import MACHINE_PATH, addresses
from roadworthy_rules.notebooks._shared import is_hosted, is_of_colab, unhosted_lines

#: What each session of Colab has or makes, and where its drives are.
_SESSION, _DRIVE = "/content/", re.compile(r"/content/g?drive/")


@rule(Severity.WARNING, since="0.1")
def notebook_path_absolute(notebook: Notebook) -> Iterator[Finding]:
    """A notebook uses a path in one person's home directory.

    The path does not exist on other machines, so the notebook fails there, and the path publishes a user
    name. Use a path relative to the project, or read it from an environment variable.

    The rule ignores paths such as `/kaggle/input`, which exist in every Kaggle session, and paths of Colab
    under `if "google.colab" in sys.modules:`. In notebooks that only run on Colab, it ignores the session's
    own paths, and those of a drive, if it mounts one or Colab stored it: `notebook-hosted-only` reports this.
    It ignores what a name such as `url_path` calls the address of a page, and reports a notebook once.

    ```notebook bad
    [[cells]]
    source = 'rows = open("/home/anna/data/churn.csv")'
    ```
    ```notebook bad
    [[cells]]
    source = 'rows = open("C:\\\\Users\\\\anna\\\\churn.csv")'
    ```
    ```notebook good
    metadata = { colab = { mount_file_id = "a1" } }

    [[cells]]
    source = 'rows = open("/content/drive/MyDrive/churn/train.csv")'
    ```
    ```notebook good
    [[cells]]
    source = 'rows = open("data/churn.csv"), "https://example.com/home/x", "/tmp/out", "~/data", "a: b"'
    ```
    ```notebook good
    [[cells]]
    source = '''
    from google.colab import drive
    drive.mount("/content/drive")
    rows = open("/content/drive/MyDrive/churn/train.csv")
    '''
    ```
    ```notebook bad
    [[cells]]
    source = '''
    from google.colab import files
    files.upload()
    rows = open("/content/drive/MyDrive/churn/train.csv")
    '''
    ```
    ```notebook good
    [[cells]]
    source = '''
    from google.colab import files
    files.upload()
    rows = open("/content/train.csv")
    '''
    ```
    ```notebook good
    [[cells]]
    source = 'rows = open("/kaggle/input/churn/train.csv")'
    ```
    ```notebook good
    [[cells]]
    source = 'page = Page(url_path="/home/blog/first-post/")'
    ```
    ```notebook good
    [[cells]]
    source = '''
    if is_colab():
        DATA = "/content/drive/MyDrive/churn"
    else:
        DATA = "data"
    '''
    ```
    ```notebook bad
    [[cells]]
    source = 'DATA = "/content/drive/MyDrive/churn"'
    ```
    """
    found = [
        (node.value, cell.at(node))
        for cell in notebook.code
        for node in (ast.walk(cell.tree) if cell.tree is not None else ())
        if isinstance(node, ast.Constant)
        if isinstance(node.value, str) and MACHINE_PATH.fullmatch(node.value)
        if id(node) not in addresses(ast.walk(cell.tree or node))
        if not node.value.startswith("/content/") or _is_run(cell, node.lineno)
    ]
    if found and is_hosted(notebook):
        mounted = is_of_colab(notebook) or any(".mount(" in cell.source for cell in notebook.code)
        found = [
            (path, at)
            for path, at in found
            if not path.startswith(_SESSION) or (not mounted and _DRIVE.match(path))
        ]
    if found:
        (path, at), *others = found
        more = f", and {counted(len(others), 'more path does', 'more paths do')}" if others else ""
        yield Finding(f"`{path}` exists on only one machine{more}", at, related=tuple(at for _, at in others))


def _is_run(cell: Cell, line: int) -> bool:
    """Tell whether a line of a cell runs elsewhere than on a hosted service, too."""
    return any(number == line for number, _ in unhosted_lines(cell))
