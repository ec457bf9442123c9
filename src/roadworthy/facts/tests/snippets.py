"""Code that tests run and that is no module: examples in texts and documents, cells of notebooks."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from roadworthy.core import limits
from roadworthy.core.fault import Blocked
from roadworthy.core.late_re import re
from roadworthy.facts.python import Module, ModuleSummary, blank_magics, walk
from roadworthy.facts.tests.other_suites import text_of
from roadworthy.tree.tree import Tree

#: A line of an example, as `doctest` takes it, and a fenced block of Python.
_EXAMPLE = re.compile(r"^[ \t]*(?:>>>|\.\.\.)(?: (.*))?$", re.MULTILINE)
_FENCE = re.compile(r"^```+ *(?:\{code-cell\} *)?(?:python|py)\b[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_DOCUMENT = (".md", ".rst", ".txt")


def document_examples(tree: Tree) -> Iterator[ModuleSummary]:
    """Yield a module for each text file with examples of Python."""
    for path in tree.files:
        if path.endswith(_DOCUMENT):
            text = text_of(tree, path)
            parts = [*examples_in(text), *_FENCE.findall(text)]
            if parts and (module := as_module(f"{path}:examples.py", "", parts)):
                yield module


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
            if module := as_module(path, "", [blank_magics(source) for source in sources if source]):
                yield module


def _source(cell: dict[str, object]) -> str:
    source = cell.get("source")
    if cell.get("cell_type") != "code":
        return ""
    parts = source if isinstance(source, list) else [source]
    return "".join(part for part in parts if isinstance(part, str))


def examples_in(text: str) -> list[str]:
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


def as_module(path: str, head: str, parts: Iterable[str]) -> ModuleSummary | None:
    """Return one module of all parts that can be parsed; None where there is none."""
    parts = list(parts)
    whole = _parsed(path, [head, *parts]) if parts else None
    if whole is None:
        kept = [part for part in parts if _parsed(path, [part])]
        whole = _parsed(path, [head, *kept]) if kept else None
    return None if whole is None else walk(whole, {})


def _parsed(path: str, parts: Iterable[str]) -> Module | None:
    try:
        return Module.parse(path, "\n".join(parts).encode("utf-8", "surrogatepass"))
    except Blocked:
        return None
