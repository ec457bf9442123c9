"""pip's requirements files, line by line (pip documentation, "Requirements File Format")."""

from __future__ import annotations

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from typing import Literal

from roadworthy.core.finding import Span
from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.late_re import re
from roadworthy.locate.files import Files
from roadworthy.locate.lines import Lines

#: What ends the name of a requirement.
_NAMED = re.compile(r"[@;\s\[<>=!~]")
_COMMENT = re.compile(r"\s#|^#")
#: What ends a requirement: its own options, and the sign that its line goes on.
_END = re.compile(r"\s--?[a-z]|\\$")
_OPTION = re.compile(r"\s*(--?[A-Za-z][\w-]*)(?:\s*=\s*|\s+|(?<=-[rceif])|$)([^\s\\]*)")
_EGG = re.compile(r"[#&]egg=([A-Za-z0-9][A-Za-z0-9._-]*)")
_LONG = {
    "-i": "--index-url",
    "--pypi-url": "--index-url",
    "-r": "--requirement",
    "-c": "--constraint",
    "-e": "--editable",
    "-f": "--find-links",
}


@dataclass(frozen=True, slots=True)
class RequirementLine:
    """A line that says something: a requirement, an option, or a path or URL whose distribution has no name.

    `text` is the requirement, path or URL as it stands, or an option's name as it stands; `option` is that in
    full (`--requirement`), and `value` its value. `span` is that of `text`.
    """

    kind: Literal["requirement", "option", "nameless"]
    text: str
    span: Span
    option: str = ""
    value: str = ""

    @property
    def egg(self) -> str:
        """The name that a URL states for its distribution, as in `#egg=demo`; "" where it states none."""
        found = _EGG.search(self.value or self.text)
        return found[1] if found else ""


def requirement_lines(files: Files, path: str) -> tuple[RequirementLine, ...]:
    """Return what a requirements file says, read once a run; raises `Unreadable` where it cannot be read.

    A line that another one goes on in says nothing by itself.
    """
    return files.once(path, _parsed)


def _parsed(files: Files, path: str) -> tuple[RequirementLine, ...]:
    data = files.read(path)
    # Windows PowerShell redirects `pip freeze` in UTF-16.
    wide = data.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    return parse_requirements(
        Lines(data.decode("utf-16", "replace")) if wide else files.lines(path, strict=False)
    )


def parse_requirements(lines: Lines) -> tuple[RequirementLine, ...]:
    """Return what the lines of a requirements file say."""
    found: list[RequirementLine] = []
    continued = False
    for number in range(1, len(lines.starts) + 1):
        line = lines.line(number)
        parsed = None if continued else _line(_COMMENT.split(line, maxsplit=1)[0].rstrip(), number)
        continued = line.rstrip().endswith("\\") and not line.lstrip().startswith("#")
        if parsed is not None:
            found.append(parsed)
    return tuple(found)


def _line(body: str, number: int) -> RequirementLine | None:
    if option := _OPTION.match(body):
        span = Span(number, option.start(1) + 1, number, option.end(1) + 1)
        return RequirementLine("option", option[1], span, _LONG.get(option[1], option[1]), option[2])
    text = _END.split(body, maxsplit=1)[0].strip()
    if not text:
        return None
    start = len(body) - len(body.lstrip()) + 1
    span = Span(number, start, number, start + len(text))
    # pip takes a name that holds a slash for a directory.
    path = (
        text.startswith(".")
        or "/" in _NAMED.split(text, maxsplit=1)[0]
        or (text.endswith((".whl", ".tar.gz", ".zip")) and "@" not in text)
    )
    named = text[0].isascii() and text[0].isalnum() and not path
    url = "://" in text.partition("@")[0] or text.startswith("file:")
    return RequirementLine("requirement" if named and not url else "nameless", text, span)
