import ast
import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from roadworthy import (
    Dependency,
    Finding,
    Location,
    LockFile,
    Module,
    ModuleSummary,
    Notebook,
    Severity,
    bindings_of,
    counted,
    dotted,
    fact,
    nodes_of,
    rule,
)

if TYPE_CHECKING:
    from packaging.version import Version

_PICKLES = frozenset(("cPickle", "cloudpickle", "dill", "joblib", "pickle"))
_PLAIN = frozenset(("cloudpickle", "pickle"))
_DUMPS = frozenset(("Pickler", "dump"))
#: How a notebook pickles.
_KEPT = re.compile(r"\b(?:(cPickle|cloudpickle|dill|joblib|pickle)\.(?:dump|Pickler)|(torch)\.save)\(")
#: What writes the files of libraries that pickle only a part of what they write.
_SAVES = {"numpy": frozenset(("save", "savez", "savez_compressed")), "torch": frozenset(("save",))}
_LAST = frozenset("Unpickler load load_model loads read_pickle unsafe_load unsafe_load_all".split())
_LIBRARIES = _PICKLES | {"keras", "numpy", "pandas", "shelve", "tensorflow", "torch", "yaml"}
_RUNS = "runs any code in the data"
#: The version of torch from which on `torch.load` reads weights only, unless it is told otherwise.
_TORCH_SAFE = (2, 6)
#: The version of torch from which on `torch.load` can be told to.
_TORCH_TOLD = (1, 13)
#: How a requirement begins that allows nothing older, and one that allows nothing newer.
_FROM = frozenset((">=", ">", "==", "~="))
_PINS = frozenset(("==", "<="))


@dataclass(frozen=True, slots=True)
class UnsafeLoad:
    """A call that may run code from what it loads.

    `torch_only`: in old versions of torch alone; `is_table`: it reads what `to_pickle` writes; `library`: the
    one that pickled it, "" where that is not known.
    """

    fault: str
    at: Location
    torch_only: bool
    is_table: bool = False
    library: str = ""


@dataclass(frozen=True, slots=True)
class PickleWritten:
    """That a file pickles something with a library."""

    library: str
    file: str


@dataclass(frozen=True, slots=True)
class NotebookPickle:
    """That a notebook pickles something with a library."""

    library: str
    file: str


@rule(Severity.WARNING, since="0.1", codes=("S301", "S506", "S614"), handwritten=True, security=6.5, cwe=502)
def load_unsafe(
    modules: tuple[ModuleSummary, ...],
    loads: tuple[UnsafeLoad, ...],
    written: tuple[PickleWritten, ...],
    dependencies: tuple[Dependency, ...],
    locks: tuple[LockFile, ...],
    kept: tuple[NotebookPickle, ...],
) -> Iterator[Finding]:
    """Data is loaded in a way that may run code from it.

    Unpickling runs code: anyone who can change the file can run commands on the machine that loads it.
    Pickles also break when library versions change. Store models and settings as data: JSON, ONNX,
    safetensors, skops, or the library's own format. For YAML, use `safe_load`.

    The rule reports each way once per module.

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
        load(path)
        return load(path), pd.read_pickle(path), np.load(path, allow_pickle=True)
    ```

    The rule ignores pickles that the project writes itself: `joblib.load` if one of its modules calls
    `joblib.dump`, `read_pickle` and `pickle.load` if one calls `to_pickle` or `pickle.dump`, `torch.load` if
    one calls `torch.save`. It ignores `shelve.open` if one stores items in what that returns. joblib also
    reads what pickle wrote, and notebooks count as modules do. Before version 2.6, `torch.load` reads pickles
    unless you pass `weights_only=True`, which it takes since version 1.13: update an older one.

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
    ```python src/demo/features.py good
    import pandas as pd

    def load(path):
        return pd.read_pickle(path)
    ```
    ```python src/demo/prepare.py good
    def prepare(table, path):
        table.dropna().to_pickle(path)
    ```
    ```python src/demo/vectors.py good
    import pandas as pd

    def load(path):
        return pd.read_pickle(path)
    ```
    ```python src/demo/vectorize.py good
    import pickle

    def store(vectors, path):
        with open(path, "wb") as file:
            pickle.dump(vectors, file)
    ```
    ```python src/demo/vectors.py bad
    import pandas as pd

    def load(path):
        return pd.read_pickle(path)
    ```
    ```python src/demo/vectorize.py bad
    import json

    def store(vectors, path):
        with open(path, "w") as file:
            json.dump(vectors, file)
    ```
    ```python src/demo/serve.py good
    import joblib

    def load():
        return joblib.load("model.joblib")
    ```
    ```python src/demo/train.py good
    from joblib import dump

    def save(model):
        dump(model, "model.joblib")
    ```
    ```python src/demo/answer.py good
    import joblib

    def load():
        return joblib.load("model.bin")
    ```
    ```notebook train.ipynb good
    cells = [{ source = "import pickle" }, { source = "pickle.dump(model, file)" }]
    ```
    ```python src/demo/answer.py bad
    import pickle

    def load(path):
        return pickle.load(open(path, "rb"))
    ```
    ```notebook train.ipynb bad
    cells = [{ source = "import joblib" }, { source = "joblib.dump(model, file)" }]
    ```
    ```python src/demo/evaluate.py good
    import torch

    def restore(model):
        model.load_state_dict(torch.load("checkpoints/model.pt"))
    ```
    ```python src/demo/fit.py good
    import torch

    def keep(model):
        torch.save(model.state_dict(), "checkpoints/model.pt")
    ```
    ```python src/demo/answer.py good
    import shelve

    def answer(path, name):
        return shelve.open(path)[name]
    ```
    ```python src/demo/keep.py good
    import shelve

    def keep(path, rows):
        with shelve.open(path) as shelf:
            shelf["rows"] = rows
    ```
    ```python src/demo/answer.py bad
    import shelve

    def answer(path, name):
        return shelve.open(path)[name]
    ```
    ```python src/demo/keep.py bad
    import shelve

    def keep(path, rows):
        with shelve.open(path) as shelf:
            rows["rows"] = shelf["rows"]
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
    import pickle

    def load(path):
        with open(path, "rb") as file:
            return pickle.load(file)

    def save(rows, path):
        with open(path, "wb") as file:
            pickle.dump(rows, file)
    ```
    ```python good
    from demo.formats import yaml

    def settings(text):
        return yaml.load(text)
    ```
    ```python good
    import yaml as handler

    from demo.formats import make_handler

    def settings(text):
        handler = make_handler()
        return handler.load(text)
    ```
    ```python bad
    import yaml as handler

    def settings(text):
        return handler.load(text)

    def make():
        handler = None
        return handler
    ```
    """
    sources = {module.path for module in modules if module.role == "source"}
    torch = tuple(_torch_versions(dependencies, locks))
    safe_torch = any(operator in _FROM and version.release >= _TORCH_SAFE for operator, version in torch)
    old_torch = any(operator in _PINS and _is_old(version) for operator, version in torch)
    writes_tables = any("to_pickle" in module.mentioned for module in modules if module.path in sources)
    pickled = {item.library for item in written if item.file in sources}
    pickled.update(item.library for item in kept)
    if not pickled.isdisjoint(_PLAIN):
        pickled.add("joblib")
    # Each of the two reads what the other wrote; what cloudpickle writes, pickle reads.
    plain = writes_tables or not pickled.isdisjoint(_PLAIN)
    found: dict[tuple[str, str], list[UnsafeLoad]] = {}
    for load in loads:
        fine = (load.torch_only and safe_torch) or (load.is_table and plain)
        fine = fine or load.library in pickled
        if load.at.file in sources and not fine:
            found.setdefault((load.at.file, load.fault), []).append(load)
    for first, *others in found.values():
        places = f" ({counted(len(others) + 1, 'place')})" if others else ""
        fault = first.fault
        if first.torch_only and old_torch:
            fault = f"`torch.load` {_RUNS}, and no torch before 1.13 can prevent it"
        yield Finding(f"{fault}{places}", first.at, related=tuple(load.at for load in others))


@fact
def unsafe_loads(module: Module, summary: ModuleSummary) -> tuple[UnsafeLoad, ...]:
    """Look at the calls of a module that imports a library which loads more than data."""
    if not _may_load(summary):
        return ()
    return tuple(load for node in nodes_of(module, ast.Call) if (load := _unsafe(node, module, summary)))


@fact
def pickles_written(module: Module, summary: ModuleSummary) -> tuple[PickleWritten, ...]:
    """List the libraries with which a module pickles."""
    imported = {entry.module.partition(".")[0] for entry in summary.imports}
    if any(entry.name == "*" for entry in summary.imports):
        # A star may bring any of them, under its own name.
        imported |= _PICKLES | _SAVES.keys()
    shelved = (PickleWritten("shelve", module.path),) if _fills_shelf(module, summary, imported) else ()
    writers = {name: _DUMPS if name in _PICKLES else _SAVES.get(name, frozenset()) for name in imported}
    if summary.mentioned.isdisjoint(frozenset().union(*writers.values())):
        return shelved
    called = (_called(node, summary) for node in nodes_of(module, ast.Call))
    libraries = {library for library, function in called if function in writers.get(library, ())}
    return (*(PickleWritten(library, module.path) for library in sorted(libraries)), *shelved)


def _fills_shelf(module: Module, summary: ModuleSummary, imported: Container[str]) -> bool:
    """Tell whether a module stores items in what `shelve.open` gives it."""
    if "shelve" not in imported:
        return False
    opened = [
        *((node.value, target) for node in nodes_of(module, ast.Assign) for target in node.targets),
        *(
            (item.context_expr, item.optional_vars)
            for node in nodes_of(module, ast.With)
            for item in node.items
            if item.optional_vars is not None
        ),
    ]
    shelves = {
        dotted(target)
        for value, target in opened
        if isinstance(value, ast.Call) and _called(value, summary) == ("shelve", "open")
    }
    stored = (node.value for node in nodes_of(module, ast.Subscript) if isinstance(node.ctx, ast.Store))
    return any(dotted(owner) in shelves - {""} for owner in stored)


@fact
def notebook_pickles(notebook: Notebook) -> tuple[NotebookPickle, ...]:
    """List the libraries with which a notebook pickles."""
    if notebook.role != "source":
        return ()
    found = {one[1] or one[2] for cell in notebook.code for one in _KEPT.finditer(cell.source)}
    return tuple(NotebookPickle(library, notebook.file) for library in sorted(found))


def _called(node: ast.Call, summary: ModuleSummary) -> tuple[str, str]:
    """Return the library and the function that a call is of, as they are imported."""
    root, _, rest = dotted(node.func).partition(".")
    meant = _imported(summary, root)
    if not meant and rest and any(entry.name == "*" for entry in summary.imports):
        meant = root
    library, _, function = f"{meant}{'.' * bool(rest)}{rest}".partition(".")
    return library, function


def _may_load(module: ModuleSummary) -> bool:
    imported = {entry.module.partition(".")[0] for entry in module.imports}
    return not imported.isdisjoint(_LIBRARIES) and module.mentions({*_LAST, "open"})


def _unsafe(node: ast.Call, module: Module, summary: ModuleSummary) -> UnsafeLoad | None:
    written = dotted(node.func)
    root, _, rest = written.partition(".")
    last = written.rpartition(".")[2]
    if (last not in _LAST and last != "open") or not (node.args or node.keywords):
        return None
    library, function = _called(node, summary)
    if (library, function) == ("torch", "load") and not _keyword(node, "weights_only"):
        if not all(keyword.arg for keyword in node.keywords):
            return None
        fault = f"`{written}` without `weights_only=True` {_RUNS}, before torch 2.6"
        return UnsafeLoad(fault, module.at(node), torch_only=True, library=library)
    if _has_counterpart(module.text, root if rest else "", function):
        return None
    fault = _fault(node, written, library, function)
    if fault and rest and _is_local(root, node, module):
        return None
    table = function == "read_pickle" or library == "pickle"
    pickled = library if library in _PICKLES or library in _SAVES or library == "shelve" else ""
    return UnsafeLoad(fault, module.at(node), False, is_table=table, library=pickled) if fault else None


def _is_local(root: str, node: ast.Call, module: Module) -> bool:
    """Tell whether a function around a call binds a name itself, which the module imports."""
    return any(
        scope.kind == "function"
        and root in scope.bound - scope.imported
        and scope.node.lineno <= node.lineno <= scope.node.end_lineno
        for scope in bindings_of(module).scopes
    )


def _has_counterpart(text: str, root: str, function: str) -> bool:
    """Tell whether a module writes with the library what it reads with it."""
    match function:
        case "load" | "loads" if root:
            return f"{root}.{function.replace('load', 'dump')}(" in text
        case "read_pickle":
            return ".to_pickle(" in text
    return False


def _fault(node: ast.Call, written: str, library: str, function: str) -> str:
    """Return what is wrong with a call of a library's function, "" where nothing is."""
    quoted = f"`{written}`"
    if library in _PICKLES and function in ("Unpickler", "load", "loads"):
        return "" if _is_own_dump(node) else f"{quoted} {_RUNS}"
    match library, function:
        case "pandas", "read_pickle":
            return "" if _is_own_dump(node) else f"{quoted} {_RUNS}"
        case "shelve", "open":
            return f"{quoted} reads pickles, and {_RUNS}"
        case "yaml", _ if function.startswith("unsafe_") or (function == "load" and _builds(node)):
            return f"{quoted} without a safe loader creates any object"
        case "torch", "load" if _keyword(node, "weights_only") == "False":
            return f"{quoted} with `weights_only=False` {_RUNS}"
        case "numpy", "load" if _keyword(node, "allow_pickle") == "True":
            return f"{quoted} with `allow_pickle=True` {_RUNS}"
        case (("keras" | "tensorflow"), _) if function.rpartition(".")[2] == "load_model":
            unsafe = _keyword(node, "safe_mode") == "False"
            return f"{quoted} with `safe_mode=False` {_RUNS}" if unsafe else ""
    return ""


def _is_own_dump(node: ast.Call) -> bool:
    """Tell whether what is loaded was dumped in the same breath, to copy it."""
    return bool(node.args) and isinstance(node.args[0], ast.Call) and dotted(node.args[0]).endswith("dumps()")


def _torch_versions(
    dependencies: Iterable[Dependency], locks: Iterable[LockFile]
) -> "Iterator[tuple[str, Version]]":
    """Yield the operator and the version of what each declaration and lock asks of torch."""
    from packaging.version import InvalidVersion, Version

    texts = [("==", one.version) for lock in locks for one in lock.packages if one.name == "torch"]
    for dependency in dependencies:
        wanted = dependency.requirement if dependency.name == "torch" else None
        texts += [
            (one.operator, one.version.removesuffix(".*")) for one in (wanted.specifier if wanted else ())
        ]
    for operator, text in texts:
        try:
            yield operator, Version(text)
        except InvalidVersion:
            continue


def _is_old(version: "Version") -> bool:
    """Tell whether a version, or the start of one, is of a torch that reads nothing but pickles."""
    return version.release < _TORCH_TOLD[: len(version.release)]


def _imported(module: ModuleSummary, name: str) -> str:
    """Return what a name was imported as, "" where it comes from elsewhere."""
    for entry in module.imports:
        if not entry.level and name == entry.binds:
            whole = entry.module if entry.alias else entry.module.partition(".")[0]
            return f"{entry.module}.{entry.name}" if entry.name else whole
    return ""


def _keyword(node: ast.Call, name: str) -> str:
    return next((ast.unparse(item.value) for item in node.keywords if item.arg == name), "")


def _builds(node: ast.Call) -> bool:
    """Tell whether `yaml.load` is given a loader that builds what the text asks for, or none."""
    loader = _keyword(node, "Loader") or "".join(ast.unparse(argument) for argument in node.args[1:])
    return loader.rpartition(".")[2] in ("", "CLoader", "Loader", "UnsafeLoader")
