import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, rule

_PICKLES = frozenset(("cPickle", "cloudpickle", "dill", "joblib", "pickle"))
_LAST = frozenset(("load", "loads", "read_pickle", "unsafe_load", "unsafe_load_all"))


@rule(Severity.WARNING, since="0.1", codes=("S301", "S506", "S614"), handwritten=True)
def load_unsafe(node: ast.Call, module: Module) -> Iterator[Finding]:
    """Data is loaded in a way that may run code from it.

    Whoever can write a pickle can run anything where it is loaded; besides, it loads only with the versions
    that wrote it. Store models and settings as data: JSON, ONNX, safetensors, skops, or the library's own
    format; for YAML use `safe_load`.

    ```python bad
    import pickle

    def load(path):
        with open(path, "rb") as file:
            return pickle.load(file)
    ```
    ```python bad
    import numpy as np
    import pandas as pd
    from joblib import load

    def restore(path):
        return load(path), pd.read_pickle(path), np.load(path, allow_pickle=True)
    ```
    ```python bad
    import yaml

    def settings(text):
        return yaml.load(text, Loader=yaml.Loader)
    ```
    ```python good
    import json
    import pickle

    import yaml

    def load(path, text):
        yaml.safe_load(text)
        yaml.load(text, Loader=yaml.CSafeLoader)
        return json.load(open(path))

    def clone(model):
        return pickle.loads(pickle.dumps(model))
    ```
    ```python good
    from demo.formats import yaml

    def settings(text):
        return yaml.load(text)
    ```
    """
    written = dotted(node.func)
    root, _, rest = written.partition(".")
    if module.role != "source" or written.rpartition(".")[2] not in _LAST or not node.args:
        return
    library, _, function = f"{_imported(module, root)}{'.' * bool(rest)}{rest}".partition(".")
    quoted = f"`{written}`"
    if (library in _PICKLES and function in ("load", "loads")) or (library, function) == (
        "pandas",
        "read_pickle",
    ):
        if not (isinstance(node.args[0], ast.Call) and dotted(node.args[0]).endswith("dumps()")):
            yield Finding(f"{quoted} runs whatever code the data holds", module.at(node))
    elif library == "yaml" and (function.startswith("unsafe_") or (function == "load" and _builds(node))):
        yield Finding(f"{quoted} without a safe loader builds any object", module.at(node))
    elif library == "torch" and function == "load" and _keyword(node, "weights_only") == "False":
        yield Finding(
            f"{quoted} with `weights_only=False` runs whatever code the data holds", module.at(node)
        )
    elif library == "numpy" and function == "load" and _keyword(node, "allow_pickle") == "True":
        yield Finding(f"{quoted} with `allow_pickle=True` runs whatever code the data holds", module.at(node))


def _imported(module: Module, name: str) -> str:
    """Return what a name was imported as, "" where it comes from elsewhere."""
    for node in ast.walk(module.tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)) and not getattr(node, "level", 0):
            for alias in node.names:
                if (alias.asname or alias.name.partition(".")[0]) == name:
                    return f"{node.module}.{alias.name}" if isinstance(node, ast.ImportFrom) else alias.name
    return ""


def _keyword(node: ast.Call, name: str) -> str:
    return next((ast.unparse(item.value) for item in node.keywords if item.arg == name), "")


def _builds(node: ast.Call) -> bool:
    """Tell whether `yaml.load` is given a loader that builds what the text asks for, or none."""
    loader = _keyword(node, "Loader") or "".join(ast.unparse(argument) for argument in node.args[1:])
    return loader.rpartition(".")[2] in ("", "CLoader", "Loader", "UnsafeLoader")
