"""The formats of text in which notebooks are stored; each module reads one, and yields the same blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from posixpath import normpath
from typing import Literal

from roadworthy.core import limits
from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.late_re import re
from roadworthy.facts.notebooks.formats import databricks, exports, light, marimo, markdown, percent
from roadworthy.facts.notebooks.formats.block import Block
from roadworthy.facts.python import HEADER, ScriptForm, script_form

#: How names of text files end that may hold a notebook.
SUFFIXES = (*markdown.SUFFIXES, ".py")
#: What a header of jupytext says of the files that hold the same notebook.
_PAIRS = re.compile(r"^#?[ \t]+formats: ([^\n]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Format:
    """How text holds cells: from its lines and the number of those in its header to the blocks."""

    blocks: Callable[[Sequence[str], int], Iterator[Block]]
    #: Whether cells run from top to bottom.
    ordered: bool = True
    #: Who runs it, and gives it names.
    host: Literal["", "databricks", "quarto"] = ""


_SCRIPTS: dict[ScriptForm, Format] = {
    "percent": Format(percent.blocks),
    "light": Format(light.blocks),
    "databricks": Format(databricks.blocks, host="databricks"),
    "marimo": Format(marimo.blocks, ordered=False),
    "nbconvert": Format(exports.prompts),
    "colab": Format(exports.colab),
}
_MARKDOWN = {
    "myst": Format(markdown.myst),
    "markdown": Format(markdown.plain),
    "marimo": Format(markdown.marimo, ordered=False),
    "quarto": Format(markdown.quarto, host="quarto"),
}


def format_of(path: str, text: str) -> Format | None:
    """Return the format in which a text file is a notebook, by its own mark; None where it is none."""
    if path.endswith(".py"):
        form = script_form(text)
        return _SCRIPTS[form] if form else None
    named = markdown.form_of(path, text)
    return _MARKDOWN[named] if named else None


def pairs_of(path: str, text: str) -> Iterator[str]:
    """Yield where the .ipynb file may be that holds the same notebook, as jupytext pairs them."""
    folder, _, name = path.rpartition("/")
    stem = name.rpartition(".")[0]
    yield f"{folder}/{stem}.ipynb".removeprefix("/")
    pairs = _PAIRS.search(text, 0, limits.HEAD)
    prefixes = dict(map(_prefix, pairs[1].split(","))) if pairs else {}
    ours, theirs = prefixes.get(name.rpartition(".")[2], ""), prefixes.get("ipynb", "")
    if not ours and theirs:
        yield normpath(f"{folder}/{theirs}/{stem}.ipynb").removeprefix("/")
    elif theirs and f"/{ours}/" in f"/{folder}/":
        yield f"/{folder}/{stem}.ipynb".replace(f"/{ours}/", f"/{theirs}/", 1).removeprefix("/")


def _prefix(part: str) -> tuple[str, str]:
    """Return the ending of a paired file's name, and the directory before it: `scripts//py:percent`."""
    before, _, named = part.strip().rpartition("//")
    return named.partition(":")[0], before


def blocks_of(form: Format, text: str) -> tuple[Block, ...]:
    """Return the blocks of a notebook, in order, blank ones left out."""
    lines = re.split(r"\r\n?|\n", text)
    plain = "\n".join(lines)
    header = HEADER.match(plain) or markdown.FRONT.match(plain)
    return tuple(form.blocks(lines, plain.count("\n", 0, header.end()) if header else 0))
