import ast
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from roadworthy import (
    Finding,
    Location,
    Module,
    Notebook,
    Severity,
    Tree,
    and_more,
    dotted,
    fact,
    nodes_of,
    rule,
)
from roadworthy_rules.code.files._explained import is_explained, what_it_explains
from roadworthy_rules.code.files._opening import mode_of

#: Files of data and results, by how their names end.
_DATA = re.compile(
    r"(?i)(?:\.{1,2}/)*+(?:[\w-][\w. -]*+/)*+[\w-][\w. -]*\.(?:csv|dat|feather|h5|hdf5|joblib|json|jsonl"
    r"|keras|log|mat|mp4|npy|npz|parquet|pickle|pkl|pt|pth|tsv|txt|wav|xlsx?|xml)"
)
#: Names of what each user has of their own.
_OWN = re.compile(r"(?i)config|setting|credential|secret|token|key|account|cookie|requirements|package")
#: Functions that read the file that their first argument names, by the last part of their names.
_READERS = frozenset(
    "genfromtxt imread load_model load_weights loadmat loadtxt read_csv read_excel read_feather read_hdf"
    " read_json read_parquet read_pickle read_table".split()
)
_WHOLE = frozenset("io.open joblib.load json.load np.load numpy.load open pickle.load torch.load".split())
#: A text of more characters names no file.
_LONG = 100


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file that code names by a literal path, and whether a call reads it there; else the end of a name."""

    path: str
    at: Location
    is_read: bool


@dataclass(frozen=True, slots=True)
class CellFiles:
    """The files that the cells of a notebook name."""

    files: tuple[NamedFile, ...]


@rule(Severity.NOTE, since="0.2", handwritten=True)
def input_file_unexplained(
    named: tuple[NamedFile, ...], cells: tuple[CellFiles, ...], tree: Tree
) -> Iterator[Finding]:
    """The code reads a file that is not there and that nothing makes.

    Others cannot run the code: the repository does not hold the file, no code writes it, and no document
    says where it comes from. Often its name is misspelt, or another script writes it under another name. Add
    the script that makes the file, or write into the README where to get it.

    The rule reports a project once, for literal paths of files of data and results. It stays silent if a
    document mentions the file, or speaks of a download or a data set, and if code names the file in any other
    way than to read it. Where a document speaks of data alone, the rule still reports files of trained
    models.

    ```python plot.py bad
    import pandas as pd

    rows = pd.read_csv("results/scores.csv")
    print(rows)
    ```
    ```python plot.py good
    import pandas as pd

    rows = pd.read_csv("results/scores.csv")
    print(rows)
    ```
    ```python score.py good
    def score(rows):
        rows.to_csv("results/scores.csv")
    ```

    ```text README.md bad
    The dataset is on Kaggle.
    ```
    ```python predict.py bad
    import torch

    print(torch.load("churn_model.pt"))
    ```
    ```text README.md good
    The dataset is on Kaggle, and the weights are on Zenodo.
    ```
    ```python predict.py good
    import torch

    print(torch.load("churn_model.pt"))
    ```

    A name that code puts together may be that of the file, and so may a constant that it hands on.

    ```python plot.py good
    import pandas as pd

    rows = pd.read_csv("results/scores.csv")
    print(rows)
    ```
    ```python score.py good
    def score(rows, name):
        rows.to_csv(f"results/{name}.csv")
    ```
    ```python cached.py good
    import os
    import pickle

    CACHE = "rows.pkl"

    def rows(read):
        if os.path.exists(CACHE):
            with open(CACHE, "rb") as file:
                return pickle.load(file)
        found = read()
        with open(CACHE, "wb") as file:
            pickle.dump(found, file)
        return found
    ```
    """
    files = [*named, *(item for one in cells for item in one.files)]
    read = {item.path: item for item in reversed(files) if item.is_read and not _OWN.search(item.path)}
    if not read:
        return
    names = {path.rpartition("/")[2].lower() for path in tree.files}
    ends = tuple({item.path.rpartition("/")[2].lower() for item in files if not item.is_read} - {""})
    missing = [
        item
        for path, item in sorted(read.items(), key=lambda pair: (pair[1].at.file, pair[0]))
        if (name := path.rpartition("/")[2].lower()) not in names and not name.endswith(ends)
    ]
    if not missing:
        return
    told: set[str] = set()
    for path in tree.files:
        said = what_it_explains(path, tree)
        if said is None:
            return
        told.update(said)
    lacking = [item for item in missing if not is_explained(item.path, told)]
    if lacking:
        first, *others = lacking
        what = and_more([item.path for item in lacking], 3)
        verb = "is" if not others else "are"
        message = (
            f"{what} {verb} read, but nothing holds, writes or explains {'it' if not others else 'them'}"
        )
        yield Finding(message, first.at, related=tuple(item.at for item in others[:10]))


_KINDS = (ast.Assign, ast.Call, ast.Constant, ast.JoinedStr)


@fact
def files_of_module(module: Module) -> tuple[NamedFile, ...]:
    """Look for literal names of files in source code."""
    if module.role not in ("source", "test", "example"):
        return ()
    # One kind after the other: to put all in order takes longer than the rest.
    nodes = [node for kind in _KINDS for node in nodes_of(module, kind)]
    return tuple(_named(nodes, module.at, module.role == "source" and not module.generated))


@fact
def files_of_cells(notebook: Notebook) -> tuple[CellFiles, ...]:
    """Look for literal names of files in the cells of a notebook."""
    found: list[NamedFile] = []
    for cell in notebook.code:
        if cell.tree:
            found += _named(ast.walk(cell.tree), cell.at, notebook.role == "source")
    return (CellFiles(tuple(found)),) if found else ()


def _named(nodes: Iterable[ast.AST], at: Callable[[ast.AST], Location], counts: bool) -> Iterator[NamedFile]:
    """Yield the files that are read, if that `counts`, and how other texts end that have a point in them."""
    all_nodes = list(nodes)
    texts: dict[str, list[ast.expr]] = {}
    for node in all_nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                texts.setdefault(name, []).append(value)
    read: set[int] = set()
    for node in all_nodes:
        if not isinstance(node, ast.Call) or not counts:
            continue
        if not _reads(node):
            # A name that is handed to anything else may be that of a file that is written.
            handed = (*node.args, *(item.value for item in node.keywords))
            for name in (item.id for item in handed if isinstance(item, ast.Name)):
                for value in texts.get(name, []):
                    if isinstance(value, ast.Constant) and _DATA.fullmatch(str(value.value)):
                        yield NamedFile(_tail(str(value.value)), at(node), False)
            continue
        given = node.args[0]
        values = texts.get(given.id, []) if isinstance(given, ast.Name) else [given]
        match values:
            case [ast.Constant(value=str(path)) as value] if _DATA.fullmatch(path):
                read.add(id(value))
                yield NamedFile(path, at(node), True)
    for node in all_nodes:
        part = node.values[-1] if isinstance(node, ast.JoinedStr) and node.values else node
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and id(part) not in read:
            tail = _tail(part.value)
            if "." in tail and len(tail) < _LONG:
                yield NamedFile(tail, at(node), False)


def _tail(text: str) -> str:
    """Return the part of a path after its last slash or backslash."""
    return text.rpartition("/")[2].rpartition("\\")[2]


def _reads(node: ast.Call) -> bool:
    """Tell whether a call reads the file that its first argument names."""
    name = dotted(node.func)
    if not node.args or (name not in _WHOLE and name.rpartition(".")[2] not in _READERS):
        return False
    if name.rpartition(".")[2] != "open":
        return True
    mode = mode_of(node)
    return mode is not None and not set(mode) & set("wax+")
