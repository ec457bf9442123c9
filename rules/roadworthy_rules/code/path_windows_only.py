import ast
import re
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, counted, nodes_of, rule

_SUFFIXES = (
    "cfg|ckpt|csv|h5|ini|jpg|json|keras|npy|npz|parquet|pickle|pkl|png|pth?|toml|tsv|txt|wav|xlsx?|ya?ml|zip"
)
#: A path below the directory that someone is in, with the separators of Windows, of a file that holds data.
_PATH = re.compile(rf"(?:\.{{1,2}}\\)*(?:[\w-][\w .-]*\\)+[\w-][\w .-]*\.(?:{_SUFFIXES})", re.IGNORECASE)
#: What a module says that knows which system it runs on.
_ASKS = re.compile(r"[\"'](?:nt|win32|Windows)[\"']|PureWindowsPath")


@rule(Severity.NOTE, since="0.2", handwritten=True)
def path_windows_only(module: Module) -> Iterator[Finding]:
    """A path has the separators of Windows.

    On Linux and macOS, and so in CI, in a container and on most servers, `"config\\\\train.yaml"` is the name
    of one file in the current directory, which does not exist. Write `Path("config") / "train.yaml"`, or use
    slashes, which Windows accepts too.

    The rule looks for relative paths of data and settings, and reports a module once. It ignores modules that
    ask which system they run on.

    ```python train.py bad
    import pandas as pd

    def rows():
        return pd.read_csv("data\\\\raw\\\\churn.csv")
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
    found = [
        node
        for node in nodes_of(module, ast.Constant)
        if isinstance(node.value, str) and "\\" in node.value and _PATH.fullmatch(node.value)
    ]
    if found:
        first, *others = found
        more = f" ({counted(len(found), 'path')})" if others else ""
        message = f"`{first.value}` is a path on Windows only{more}"
        yield Finding(message, module.at(first), related=tuple(map(module.at, others[:10])))
