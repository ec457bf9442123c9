import ast
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from roadworthy import (
    Blocked,
    Files,
    Finding,
    Location,
    Module,
    ModuleSummary,
    Severity,
    Tree,
    counted,
    dotted,
    extractor,
    fact,
    last_name,
    nodes_of,
    rule,
)
from roadworthy_rules.code._programs import programs

#: What writes the file that its first argument names, or its second, and makes no directory for it.
_FIRST = frozenset(
    "save savefig savetxt savez to_csv to_excel to_feather to_hdf to_json to_parquet to_pickle".split()
)
_SECOND = frozenset("joblib.dump torch.save".split())
_MAKES = re.compile(r"(?i)mkdir|make_?dir|(?:create|ensure)_?(?:dir|folder|path)|copytree|checkout")
_WORDS = re.compile(r"mkdir|makedirs")
_SIZE = 200_000
#: Files in which programs find the names of directories.
_SETTINGS = (".cfg", ".ini", ".json", ".toml", ".yaml", ".yml")
_WORD = re.compile(r"[\w.-]+")
#: A word before the end of a text, as in `"runs/models/"`.
_ENDING = re.compile(r"(?<![\w.-])([\w.-]++)/?[\"']")


@dataclass(frozen=True, slots=True)
class WrittenPath:
    """A call that writes a file into a directory that its text names, relative to the working directory."""

    directory: str
    at: Location


@rule(Severity.NOTE, since="0.2", handwritten=True)
def directory_unmade(
    written: tuple[WrittenPath, ...], modules: tuple[ModuleSummary, ...], tree: Tree
) -> Iterator[Finding]:
    """A file is written into a directory that nothing makes.

    In a fresh checkout the directory is missing, so the run fails with `FileNotFoundError`, and often after
    the training, when its result is to be saved. Make the directory first:
    `Path("models").mkdir(parents=True, exist_ok=True)`.

    The rule reports a module once. It stays silent if a file of the project is in a directory of that name,
    or if the same program, a script or the README makes any directory. Another program silences it if it
    names the directory, and so do other rows that the module reads from it.

    ```python train.py bad
    import torch

    def main(model):
        torch.save(model.state_dict(), "models/last.pt")
    ```

    ```python train.py bad
    import torch

    def main(model):
        torch.save(model.state_dict(), "models/last.pt")
    ```
    ```python render.py bad
    import os

    def main(target):
        os.makedirs(target, exist_ok=True)
    ```
    ```python train.py good
    import torch

    def main(model):
        torch.save(model.state_dict(), "models/last.pt")
    ```
    ```python prepare.py good
    import os

    for name in ("rows", "models"):
        os.makedirs(name, exist_ok=True)
    ```

    ```python clean.py good
    import pandas as pd

    rows = pd.read_excel("given/rows.xlsx")
    rows.to_csv("given/rows.csv")
    ```

    ```python train.py good
    import torch
    from tools import made

    def main(model, target):
        made(target)
        torch.save(model.state_dict(), "models/last.pt")
    ```
    ```python tools.py good
    import os

    def made(target):
        os.makedirs(target, exist_ok=True)
    ```

    ```python train.py good
    import os

    import torch

    def main(model):
        os.makedirs("models", exist_ok=True)
        torch.save(model.state_dict(), "models/last.pt")
    ```
    """
    sources = {module.path for module in modules if module.role == "source"}
    folders = {part for path in tree.files for part in path.split("/")[:-1]} if written else set()
    found: dict[str, list[WrittenPath]] = {}
    for item in written:
        if item.at.file in sources and _last(item.directory) not in folders:
            found.setdefault(item.at.file, []).append(item)
    makers = {module.path for module in modules if any(map(_MAKES.search, module.mentioned))} if found else ()
    if makers:
        started = [{module.path for module in loaded} for _, loaded in programs(modules, found)]
        found = {
            path: items
            for path, items in found.items()
            if not _may_be_made(path, items, makers, started, tree)
        }
    if found and not any(_says(path, tree) for path in tree.files):
        for first, *others in found.values():
            more = f" ({counted(len(others) + 1, 'place')})" if others else ""
            related = tuple(item.at for item in others[:10])
            yield Finding(f"nothing makes the directory `{first.directory}`{more}", first.at, related=related)


def _last(directory: str) -> str:
    return directory.rpartition("/")[2]


def _may_be_made(
    path: str,
    items: list[WrittenPath],
    makers: Collection[str],
    started: Iterable[set[str]],
    tree: Tree,
) -> bool:
    """Tell whether a program that a module is part of makes directories, or another one those of `items`.

    `started` are the programs of the project, each as the paths of its modules.
    """
    together = {path}.union(*(program for program in started if path in program))
    if not together.isdisjoint(makers):
        return True
    names = {_last(item.directory) for item in items}
    others = [name for name in tree.files if name.endswith((*_SETTINGS, ".py")) and name not in together]
    return any(_names(one, names, tree) for one in others)


def _names(path: str, names: set[str], tree: Tree) -> bool:
    """Tell whether a file names one of some directories as such, or takes the directories of paths."""
    try:
        if tree.exceeds(path, _SIZE):
            return True
        words = tree.extract(path, _directories)
    except Blocked:
        return True
    return not names.isdisjoint(words)


@extractor
def _directories(files: Files, path: str) -> list[str]:
    """Return what a file may mean as directories: words that end a text, or all where it asks for parents."""
    text = files.text(path, strict=False)
    every = path.endswith(_SETTINGS) or "dirname" in text or ".parent" in text or "split(" in text
    return sorted(set((_WORD if every else _ENDING).findall(text)))


def _says(path: str, tree: Tree) -> bool:
    """Tell whether a script or a README makes a directory."""
    name = path.rpartition("/")[2].lower()
    if not name.endswith((".sh", ".md", ".rst", ".ipynb", ".bat")) and name not in ("dockerfile", "makefile"):
        return False
    try:
        return not tree.exceeds(path, _SIZE) and bool(tree.extract(path, _makes))
    except Blocked:
        return True


@extractor
def _makes(files: Files, path: str) -> bool:
    """Tell whether a text speaks of making a directory."""
    return bool(_WORDS.search(files.text(path, strict=False)))


@fact
def written_paths(module: Module) -> tuple[WrittenPath, ...]:
    """Look for calls that write a file, and whose text names its directory."""
    if module.role != "source":
        return ()
    calls = nodes_of(module, ast.Call)
    written = [
        (directory, path, call) for call in calls if (path := _path(call)) and (directory := _directory(path))
    ]
    if not written:
        return ()
    # Who has the rows of a directory has the directory.
    results = {ast.unparse(path) for _, path, _ in written}
    inputs = {
        _directory(call.args[0])
        for call in calls
        if call.args and last_name(call.func).startswith("read_") and ast.unparse(call.args[0]) not in results
    }
    return tuple(
        WrittenPath(directory, module.at(call)) for directory, _, call in written if directory not in inputs
    )


def _path(call: ast.Call) -> ast.expr | None:
    """Return the path of the file that a call writes."""
    name = dotted(call.func)
    if name in _SECOND:
        return call.args[1] if len(call.args) > 1 else None
    if name == "open":
        mode = call.args[1] if len(call.args) > 1 else None
        given = mode.value if isinstance(mode, ast.Constant) else ""
        return call.args[0] if isinstance(given, str) and given[:1] in ("w", "a", "x") else None
    last = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    return call.args[0] if last in _FIRST and call.args else None


def _directory(path: ast.expr) -> str:
    """Return the directory that a text begins with, "" where it is not written out."""
    match path:
        case ast.Constant(value=str(text)):
            pass
        case ast.JoinedStr(values=[ast.Constant(value=str(text)), *_]):
            pass
        case ast.BinOp(left=ast.Constant(value=str(text)), op=ast.Add() | ast.Mod()):
            text = text.partition("%")[0]
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(text)), attr="format")):
            text = text.partition("{")[0]
        case _:
            return ""
    directory = text.rpartition("/")[0].removeprefix("./")
    return directory if re.fullmatch(r"\w[\w.-]*(?:/\w[\w.-]*)*", directory) else ""
