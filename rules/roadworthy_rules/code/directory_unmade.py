import ast
import re
from collections.abc import Iterator
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
    nodes_of,
    rule,
)

#: What writes the file that its first argument names, or its second, and makes no directory for it.
_FIRST = frozenset(
    "save savefig savetxt savez to_csv to_excel to_feather to_hdf to_json to_parquet to_pickle".split()
)
_SECOND = frozenset("joblib.dump torch.save".split())
_MAKES = re.compile(r"(?i)mkdir|make_?dir|(?:create|ensure)_?(?:dir|folder|path)|copytree|checkout")
_WORDS = re.compile(r"mkdir|makedirs")
_SIZE = 200_000


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
    or if anything in the project, its scripts or its README makes a directory.

    ```python train.py bad
    import torch

    def main(model):
        torch.save(model.state_dict(), "models/last.pt")
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
    written = tuple(item for item in written if item.at.file in sources)
    if not written or any(_MAKES.search(name) for module in modules for name in module.mentioned):
        return
    folders = {part for path in tree.files for part in path.split("/")[:-1]}
    found: dict[str, list[WrittenPath]] = {}
    for item in written:
        if item.directory.rstrip("/").rpartition("/")[2] not in folders:
            found.setdefault(item.at.file, []).append(item)
    if found and not any(_says(path, tree) for path in tree.files):
        for first, *others in found.values():
            more = f" ({counted(len(others) + 1, 'place')})" if others else ""
            related = tuple(item.at for item in others[:10])
            yield Finding(f"nothing makes the directory `{first.directory}`{more}", first.at, related=related)


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
    return tuple(
        WrittenPath(directory, module.at(call))
        for call in nodes_of(module, ast.Call)
        if (path := _path(call)) and (directory := _directory(path))
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
