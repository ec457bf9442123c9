"""Code that tests run and that is no module: examples in docstrings and documents, cells of notebooks."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from roadworthy.core import limits
from roadworthy.core.fault import Blocked
from roadworthy.core.late_re import re
from roadworthy.core.trace import extractor
from roadworthy.facts.python import Module, ModuleSummary, blank_magics, walk
from roadworthy.locate.files import Files
from roadworthy.tree.tree import Tree

#: A line of an example, as `doctest` takes it, and a fenced block of Python.
_EXAMPLE = re.compile(r"^[ \t]*(?:>>>|\.\.\.)(?: (.*))?$", re.MULTILINE)
_FENCE = re.compile(r"^```+ *(?:\{code-cell\} *)?(?:python|py)\b[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_DOCUMENT = (".md", ".rst", ".txt")


def docstring_examples(tree: Tree, modules: Iterable[ModuleSummary]) -> Iterator[ModuleSummary]:
    """Yield, for each module with examples in docstrings, a module that holds them and sees its names."""
    for module in modules:
        found = _prompted(tree, module.path) if module.documented or module.definitions else []
        if found:
            name = module.path.rpartition("/")[2].removesuffix(".py")
            origin = "" if name == "__init__" else name
            yield from _summary(f"{module.path}:examples.py", f"from .{origin} import *", found)


def document_examples(tree: Tree) -> Iterator[ModuleSummary]:
    """Yield a module for each text file with examples of Python."""
    for path in tree.files:
        if path.endswith(_DOCUMENT):
            text = _text(tree, path)
            parts = [*_examples(text), *_FENCE.findall(text)]
            if parts:
                yield from _summary(f"{path}:examples.py", "", parts)


def notebook_modules(tree: Tree) -> Iterator[ModuleSummary]:
    """Yield each notebook's code as a module at the notebook's path."""
    for path in tree.files:
        if path.endswith(".ipynb"):
            try:
                cells = json.loads(tree.read(path, limits.NOTEBOOK_SIZE))["cells"]
            except (Blocked, ValueError, KeyError, TypeError, RecursionError):
                continue
            sources = (
                [_source(cell) for cell in cells if isinstance(cell, dict)] if isinstance(cells, list) else []
            )
            yield from _summary(path, "", [blank_magics(source) for source in sources if source])


def _source(cell: dict[str, object]) -> str:
    source = cell.get("source")
    if cell.get("cell_type") != "code":
        return ""
    parts = source if isinstance(source, list) else [source]
    return "".join(part for part in parts if isinstance(part, str))


def _examples(text: str) -> list[str]:
    """Return the examples of a text, what follows a prompt to the next output as one."""
    found: list[list[str]] = []
    last = -1
    for number, line in enumerate(text.splitlines()):
        match = _EXAMPLE.match(line) if line.lstrip(" \t").startswith((">>>", "...")) else None
        if match is None:
            continue
        if number == last + 1 and found:
            found[-1].append(match[1] or "")
        else:
            found.append([match[1] or ""])
        last = number
    return ["\n".join(lines) for lines in found]


def _summary(path: str, head: str, parts: Iterable[str]) -> Iterator[ModuleSummary]:
    """Yield one module of all parts that can be parsed; none where there is none."""
    parts = list(parts)
    whole = _parsed(path, [head, *parts]) if parts else None
    if whole is None:
        kept = [part for part in parts if _parsed(path, [part])]
        whole = _parsed(path, [head, *kept]) if kept else None
    if whole is not None:
        yield walk(whole, {})


def _parsed(path: str, parts: Iterable[str]) -> Module | None:
    try:
        return Module.parse(path, "\n".join(parts).encode("utf-8", "surrogatepass"))
    except Blocked:
        return None


def _prompted(tree: Tree, path: str) -> list[str]:
    try:
        return tree.extract(path, _examples_in)
    except Blocked:
        return []


@extractor
def _examples_in(files: Files, path: str) -> list[str]:
    text = files.text(path, strict=False)
    return _examples(text) if ">>>" in text else []


def _text(tree: Tree, path: str) -> str:
    try:
        return tree.text(path, strict=False)
    except Blocked:
        return ""
