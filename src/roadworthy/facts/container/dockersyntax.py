"""The syntax of Dockerfiles: lines to instructions, and variables to values.

By the Dockerfile reference and BuildKit's habits; nothing takes more than time in proportion to the text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import accumulate

from roadworthy.core.finding import Span
from roadworthy.core.late_re import re
from roadworthy.locate.lines import Lines

_KEYWORD = re.compile(
    r"ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|STOPSIGNAL"
    r"|USER|VOLUME|WORKDIR"
)
_EXEC = frozenset({"ADD", "CMD", "COPY", "ENTRYPOINT", "RUN", "SHELL", "VOLUME"})
_HEREDOC = re.compile(r"\d*<<(-?)([^<]+)")
_QUOTED = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_SPACE = re.compile(r"[ \t\r\f\v]+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_VARIABLE = re.compile(r"\$(?:\{(\w+)(?:(:?[-+?])([^{}]*))?\}|(\w+))")
#: Set by the builder for every build, to what no one can know here.
_PLATFORM = re.compile(r"(?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT)")
#: The length up to which variables are substituted: each could double the one before.
VALUE_SIZE = 1_000


class DockerfileText:
    """A text in lines, and what its escape character makes of them."""

    def __init__(self, text: str) -> None:
        # Only LF ends a line for a builder; for the eyes of a reader `Lines` counts CR as well.
        raw = text.split("\n")
        self.lines = [line.removesuffix("\r") for line in raw]
        self.starts = list(accumulate((len(line) + 1 for line in raw), initial=0))
        self.places = Lines(text)
        self.escape = _escape(self.lines)
        e = re.escape(self.escape)
        self.word = re.compile(rf"""(?:[^\s"'{e}]|{e}.?|"(?:[^"{e}]|{e}.)*+"?|'[^']*+'?)++""", re.DOTALL)
        #: The last line with each text, as it stands and without leading tabs: where here documents may end.
        self.last: tuple[dict[str, int], dict[str, int]] = ({}, {})
        if "<<" in text:
            for number, line in enumerate(self.lines):
                self.last[0][line] = self.last[1][line.lstrip("\t")] = number

    def span(self, first: int, last: int) -> Span:
        """Return the span of these lines without the space around them."""
        line, end = self.lines[first], self.lines[last].rstrip()
        start = self.starts[first] + len(line) - len(line.lstrip())
        return self.places.span(start, self.starts[last] + len(end))


def _escape(lines: list[str]) -> str:
    """Return the escape character, which parser directives at the very top may set."""
    for line in lines:
        key, _, value = line.lstrip().removeprefix("#").partition("=")
        if not line.lstrip().startswith("#") or key.strip().lower() not in ("syntax", "escape", "check"):
            break
        if key.strip().lower() == "escape":
            return "`" if value.strip() == "`" else "\\"
    return "\\"


def statements(
    source: DockerfileText,
) -> Iterator[tuple[str, tuple[str, ...], str, tuple[str, ...] | None, Span]]:
    """Yield keyword, flags, arguments, exec form and span of every instruction."""
    after = 0
    while after < len(source.lines):
        first = after
        text, after = _joined(source, first)
        keyword, *rest = _SPACE.split(text.strip(), maxsplit=1)
        keyword = keyword.upper()
        if not _KEYWORD.fullmatch(keyword) or not rest:
            continue
        flags, arguments = _flags(source.word, rest[0])
        if not source.word.search(arguments):
            continue
        exec_form = _exec_form(keyword, arguments)
        if exec_form is None and "<<" in arguments:
            bodies, after = _bodies(source, keyword, arguments, after)
            arguments = "\n".join((arguments, *bodies))
        last = after - 1
        while last > first and not source.lines[last].strip():
            last -= 1
        yield keyword, flags, arguments, exec_form, source.span(first, last)


def _joined(source: DockerfileText, at: int) -> tuple[str, int]:
    """Return a line with those that continue it, without comments and empty lines, and what comes after."""
    line, after = source.lines[at].lstrip(), at + 1
    parts: list[str] = []
    while not (line.startswith("#") and not parts):
        end = line.rstrip(" \t")
        if not end.endswith(source.escape) or end[:-1].endswith(source.escape):
            parts.append(line)
            break
        parts.append(end[:-1])
        at = after
        while at < len(source.lines) and source.lines[at].lstrip()[:1] in ("", "#"):
            at += 1
        if at == len(source.lines):
            break
        line, after = source.lines[at], at + 1
    return "".join(parts), after


def _flags(word: re.Pattern[str], text: str) -> tuple[tuple[str, ...], str]:
    """Return the leading `--name=value` flags, and the rest."""
    flags: list[str] = []
    at = 0
    while text.startswith("--", at) and (found := word.match(text, at)):
        space = _SPACE.match(text, found.end())
        at = space.end() if space else found.end()
        if found[0] == "--":
            break
        flags.append(unquoted(found[0]))
    return tuple(flags), text[at:]


def _exec_form(keyword: str, arguments: str) -> tuple[str, ...] | None:
    if keyword == "HEALTHCHECK":
        command, *rest = _SPACE.split(arguments, maxsplit=1)
        arguments = rest[0] if rest and command.upper() == "CMD" else ""
    elif keyword not in _EXEC:
        return None
    if not arguments.startswith("["):
        return None
    try:
        # As a builder does, without a look at what comes after.
        items, _ = json.JSONDecoder().raw_decode(arguments)
    except (ValueError, RecursionError):
        return None
    if not all(isinstance(item, str) for item in items):
        return None
    return tuple(_SURROGATE.sub("\ufffd", item) for item in items)


def _bodies(source: DockerfileText, keyword: str, arguments: str, at: int) -> tuple[list[str], int]:
    """Return the lines of the here documents that an instruction opens, and what comes after."""
    lines: list[str] = []
    if keyword == "ONBUILD":
        keyword = _SPACE.split(arguments, maxsplit=1)[0].upper()
    for word in source.word.findall(arguments) if keyword in ("ADD", "COPY", "RUN") else ():
        found = _HEREDOC.fullmatch(word)
        name = unquoted(found[2]) if found else ""
        if not found or not name:
            continue
        last = source.last[1 if found[1] else 0].get(name, -1)
        if last < at:
            break
        while (source.lines[at].lstrip("\t") if found[1] else source.lines[at]) != name:
            lines.append(source.lines[at])
            at += 1
        at += 1
    return lines, at


def unquoted(word: str) -> str:
    """Return a word without its quotes."""
    return _QUOTED.sub(lambda found: found[1] or found[2] or "", word)


def substituted(text: str, known: dict[str, str | None]) -> str:
    """Return text with the variables put in whose value is known; the others stay as they are."""

    def value(found: re.Match[str]) -> str:
        name, operator, word = found[1] or found[4], found[2] or "", found[3] or ""
        if known.get(name) is None and _PLATFORM.fullmatch(name):
            return found[0]
        current = known.get(name)
        if operator.startswith(":"):
            current = current or None
        if operator.endswith("-") and current is None:
            return word
        if operator.endswith("+"):
            return "" if current is None else word
        return found[0] if current is None else current

    if len(text) > VALUE_SIZE:
        return text
    changed = _VARIABLE.sub(value, text)
    return changed if len(changed) <= VALUE_SIZE else text
