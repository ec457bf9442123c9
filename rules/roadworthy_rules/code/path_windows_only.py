import ast
import re
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, counted, dotted, nodes_of, rule

_SUFFIXES = (
    "cfg|ckpt|csv|h5|ini|jpg|json|keras|npy|npz|parquet|pickle|pkl|png|pth?|toml|tsv|txt|wav|xlsx?|ya?ml|zip"
)
#: A path below the directory that someone is in, with the separators of Windows, of a file that holds data.
_PATH = re.compile(rf"(?:\.{{1,2}}\\)*(?:[\w-][\w .-]*\\)+[\w-][\w .-]*\.(?:{_SUFFIXES})", re.IGNORECASE)
#: A directory below another; only where a function takes it as a path, for it may be a pattern elsewhere.
_DIRECTORY = re.compile(r"(?:\.{1,2}\\)*(?:[\w-][\w .-]*\\)+[\w-][\w-]*\\?")
_TAKES = frozenset(
    "Path os.listdir os.makedirs os.mkdir os.path.exists os.path.isdir os.path.join os.scandir"
    " pathlib.Path".split()
)
#: What a module says that knows which system it runs on.
_ASKS = re.compile(r"[\"'](?:nt|win32|Windows)[\"']|PureWindowsPath")


@rule(Severity.NOTE, since="0.2", handwritten=True)
def path_windows_only(module: Module) -> Iterator[Finding]:
    """A path has the separators of Windows.

    On Linux and macOS, and so in CI, in a container and on most servers, `"config\\\\train.yaml"` is the name
    of one file in the current directory, which does not exist. Write `Path("config") / "train.yaml"`, or use
    slashes, which Windows accepts too.

    The rule looks for relative paths of data and settings, and for directories that a function such as
    `os.path.join` or `os.makedirs` gets, and reports a module once. It ignores modules that ask which system
    they run on.

    ```python train.py bad
    import pandas as pd

    def rows():
        return pd.read_csv("data\\\\raw\\\\churn.csv")
    ```
    ```python train.py bad
    import os

    def create(root):
        os.makedirs(os.path.join(root, "runs\\\\first"))
        parts = ("inputs\\\\train", "inputs\\\\test")
        for part in parts:
            os.mkdir(os.path.join(root, part))
    ```
    ```python train.py good
    import os
    import re

    def create(root, text):
        os.makedirs(os.path.join(root, "runs", "first"))
        parts = ("inputs/train", "inputs/test")
        for part in parts:
            os.mkdir(os.path.join(root, part))
        return re.split("one\\\\two", text)
    ```
    ```python train.py good
    import os

    import pandas as pd

    def rows():
        return pd.read_csv(os.path.join("data", "raw", "churn.csv"))

    def pattern():
        return "\\\\w+\\\\.csv", "name\\\\tage"
    ```
    """
    if module.role != "source" or "\\" not in module.text or _ASKS.search(module.text):
        return
    texts = [
        node for node in nodes_of(module, ast.Constant) if isinstance(node.value, str) and "\\" in node.value
    ]
    directories = {id(node) for node in texts if _DIRECTORY.fullmatch(node.value)}
    taken = _taken(module) if directories else set[int]()
    found = [node for node in texts if _PATH.fullmatch(node.value) or id(node) in directories & taken]
    if found:
        first, *others = found
        more = f" ({counted(len(found), 'path')})" if others else ""
        message = f"`{first.value}` is a path on Windows only{more}"
        yield Finding(message, module.at(first), related=tuple(map(module.at, others[:10])))


def _taken(module: Module) -> set[int]:
    """Return the texts that functions get as paths, by identity: themselves, or by a name of the module."""
    values: dict[str, list[ast.expr]] = {}
    for node in nodes_of(module, ast.Assign, ast.For):
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.For(target=ast.Name(id=name), iter=value)
            ):
                values.setdefault(name, []).extend(_items(value))
    found: set[int] = set()
    for call in nodes_of(module, ast.Call):
        if dotted(call.func) in _TAKES:
            for item in call.args:
                # A name of a loop stands for the items of another name.
                given = values.get(item.id, []) if isinstance(item, ast.Name) else [item]
                given = [one for part in given for one in [part, *values.get(dotted(part), [])]]
                found.update(map(id, given))
    return found


def _items(value: ast.expr) -> list[ast.expr]:
    return value.elts if isinstance(value, (ast.List, ast.Tuple)) else [value]
