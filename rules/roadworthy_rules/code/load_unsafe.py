import ast
from collections.abc import Iterable, Iterator

from roadworthy import (
    Dependency,
    Finding,
    LockFile,
    Module,
    ModuleSummary,
    Severity,
    Tree,
    Unreadable,
    dotted,
    read_module,
    rule,
)

_PICKLES = frozenset(("cPickle", "cloudpickle", "dill", "joblib", "pickle"))
_LAST = frozenset("Unpickler load load_model loads read_pickle unsafe_load unsafe_load_all".split())
_LIBRARIES = _PICKLES | {"keras", "numpy", "pandas", "shelve", "tensorflow", "torch", "yaml"}
_RUNS = "runs whatever code the data holds"
#: The version of torch from which on `torch.load` reads weights only, unless it is told otherwise.
_TORCH_SAFE = "2.6"


@rule(Severity.WARNING, since="0.1", codes=("S301", "S506", "S614"), handwritten=True)
def load_unsafe(
    modules: tuple[ModuleSummary, ...],
    dependencies: tuple[Dependency, ...],
    locks: tuple[LockFile, ...],
    tree: Tree,
) -> Iterator[Finding]:
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
    Bytes that the same module made with `dumps` are its own. Before version 2.6, `torch.load` reads pickles
    unless it is told `weights_only=True`.

    ```python bad
    import torch

    def load(path):
        return torch.load(path)
    ```
    ```toml bad
    [project]
    name = "demo"
    dependencies = ["torch>=2.1"]
    ```
    ```python good
    import torch

    def load(path):
        return torch.load(path)
    ```
    ```toml good
    [project]
    name = "demo"
    dependencies = ["torch>=2.6"]
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
    suspects = (module for module in modules if module.role == "source" and _may_load(module))
    safe_torch = _has_safe_torch(dependencies, locks)
    for summary in suspects:
        try:
            module = read_module(tree, summary.path)
        except Unreadable:  # said of the file itself
            continue
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and (fault := _fault(node, module, safe_torch)):
                yield Finding(fault, module.at(node))


def _may_load(module: ModuleSummary) -> bool:
    imported = {entry.module.partition(".")[0] for entry in module.imports}
    return not imported.isdisjoint(_LIBRARIES) and not module.mentioned.isdisjoint({*_LAST, "open"})


def _fault(node: ast.Call, module: Module, safe_torch: bool) -> str:
    """Return what is wrong with a call, "" where nothing is."""
    written = dotted(node.func)
    root, _, rest = written.partition(".")
    last = written.rpartition(".")[2]
    if (last not in _LAST and last != "open") or not (node.args or node.keywords):
        return ""
    library, _, function = f"{_imported(module, root)}{'.' * bool(rest)}{rest}".partition(".")
    quoted = f"`{written}`"
    if (library in _PICKLES and function in ("Unpickler", "load", "loads")) or (library, function) == (
        "pandas",
        "read_pickle",
    ):
        dumps = function == "loads" and f"{root}.dumps(" in module.text
        return "" if dumps or _is_own_dump(node) else f"{quoted} {_RUNS}"
    if (library, function) == ("shelve", "open"):
        return f"{quoted} reads pickles, and {_RUNS}"
    if library == "yaml" and (function.startswith("unsafe_") or (function == "load" and _builds(node))):
        return f"{quoted} without a safe loader builds any object"
    if (library, function) == ("torch", "load"):
        told = _keyword(node, "weights_only")
        if told == "False":
            return f"{quoted} with `weights_only=False` {_RUNS}"
        unsaid = not told and not safe_torch and all(keyword.arg for keyword in node.keywords)
        return f"{quoted} without `weights_only=True` {_RUNS}, before torch {_TORCH_SAFE}" if unsaid else ""
    if (library, function) == ("numpy", "load") and _keyword(node, "allow_pickle") == "True":
        return f"{quoted} with `allow_pickle=True` {_RUNS}"
    if library in ("keras", "tensorflow") and last == "load_model" and _keyword(node, "safe_mode") == "False":
        return f"{quoted} with `safe_mode=False` {_RUNS}"
    return ""


def _is_own_dump(node: ast.Call) -> bool:
    """Tell whether what is loaded was dumped in the same breath, to copy it."""
    return bool(node.args) and isinstance(node.args[0], ast.Call) and dotted(node.args[0]).endswith("dumps()")


def _has_safe_torch(dependencies: Iterable[Dependency], locks: Iterable[LockFile]) -> bool:
    """Tell whether any declaration or lock asks for a torch that reads weights only."""
    from packaging.version import InvalidVersion, Version

    texts = [package.version for lock in locks for package in lock.packages if package.name == "torch"]
    for dependency in dependencies:
        wanted = dependency.requirement if dependency.name == "torch" else None
        for specifier in wanted.specifier if wanted else ():
            texts += (
                [specifier.version.removesuffix(".*")]
                if specifier.operator in (">=", ">", "==", "~=")
                else []
            )
    for text in filter(None, texts):
        try:
            if Version(text) >= Version(_TORCH_SAFE):
                return True
        except InvalidVersion:
            continue
    return False


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
