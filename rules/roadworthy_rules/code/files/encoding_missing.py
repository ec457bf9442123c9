import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from roadworthy import Finding, Location, Module, Severity, counted, fact, nodes_of, rule
from roadworthy_rules.code.files._opening import mode_of

#: How names of files end that hold text which people wrote.
_TEXTS = (".csv", ".md", ".tsv", ".txt")
#: What code is about that reads texts of people, and not numbers or names of files.
_LANGUAGE = re.compile(r"(?i)vocab|sentence|corpus|translat|tokeni[sz]|lemma")
_LINES = frozenset(("read", "readline", "readlines"))


@dataclass(frozen=True, slots=True)
class TextOpen:
    """A call that opens a text file to read it, and whether it passes an encoding."""

    at: Location
    encoded: bool


@rule(Severity.NOTE, since="0.2", codes=("PLW1514", "pylint:unspecified-encoding"), handwritten=True)
def encoding_missing(opened: tuple[TextOpen, ...]) -> Iterator[Finding]:
    """A text file is read without an encoding.

    Python before 3.15 takes the encoding of the system: UTF-8 on Linux, another one on Windows. There, names
    and texts that are not plain English are read wrong, or reading ends in `UnicodeDecodeError`. Pass
    `encoding="utf-8"`.

    The rule reports a project once, in modules that speak of sentences, a vocabulary, or tokens. It looks at
    files whose name ends with `.txt`, `.csv`, `.tsv` or `.md`, and at those that the code reads line by line.
    It stays silent if such a module passes an encoding anywhere.

    ```python bad
    def sentences():
        with open("data/rows.txt") as file:
            return file.read().split(".")
    ```
    ```python src/demo/words.py bad
    def vocabulary(path):
        with open(path, mode="r") as file:
            return [line.split() for line in file]
    ```
    ```python good
    def sentences():
        with open("data/rows.txt", encoding="utf-8") as file:
            return file.read().split(".")
    ```
    ```python good
    def rows():
        with open("data/rows.txt") as file:
            return [float(row) for row in file]
    ```
    ```python good
    import json

    def sentences(path):
        with open("data/rows.txt", "rb") as file, open(path) as settings:
            return file.read(), json.load(settings)
    ```
    """
    found = [item.at for item in opened]
    if found and not any(item.encoded for item in opened):
        first, *others = found
        more = f" ({counted(len(found), 'place')})" if others else ""
        message = f"`open` without `encoding` reads text as the system has it{more}"
        yield Finding(message, first, related=tuple(others[:10]))


@fact
def text_opens(module: Module) -> tuple[TextOpen, ...]:
    """Look for calls of `open` that read text."""
    if module.role != "source" or "open(" not in module.text or not _LANGUAGE.search(module.text):
        return ()
    if "encoding=" in module.text:
        return (TextOpen(Location(module.path), True),)
    named = {
        id(item.context_expr): item.optional_vars.id
        for node in nodes_of(module, ast.With)
        for item in node.items
        if isinstance(item.optional_vars, ast.Name)
    }
    read = _read(module) if named else set()
    return tuple(
        TextOpen(module.at(node), False)
        for node in nodes_of(module, ast.Call)
        if _is_reading(node) and (_is_text(node.args[0]) or named.get(id(node)) in read)
    )


def _read(module: Module) -> set[str]:
    """Return the names of what a module reads as text, or by lines."""
    found = {
        node.iter.id
        for node in nodes_of(module, ast.For, ast.comprehension)
        if isinstance(node.iter, ast.Name)
    }
    for node in nodes_of(module, ast.Call):
        match node.func:
            case ast.Attribute(value=ast.Name(id=name), attr=method) if method in _LINES:
                found.add(name)
    return found


def _is_reading(node: ast.Call) -> bool:
    if not isinstance(node.func, ast.Name) or node.func.id != "open" or not node.args:
        return False
    return mode_of(node) in ("r", "rt")


def _is_text(path: ast.expr) -> bool:
    """Tell whether a path ends with a text that names a file of text."""
    constants = [part.value for part in ast.walk(path) if isinstance(part, ast.Constant)]
    return any(isinstance(value, str) and value.endswith(_TEXTS) for value in constants)
