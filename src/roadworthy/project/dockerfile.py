"""The fact `Dockerfile`: its instructions and stages, by the Dockerfile reference and BuildKit's habits.

Written to survive whatever it meets: what is no instruction is passed over, and nothing takes more than
time in proportion to the text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

from roadworthy.finding import Location, Span
from roadworthy.locate.lines import Lines
from roadworthy.tree import Tree, read_text

_NAME = re.compile(r"(Dockerfile|Containerfile)([.\-_].+)?|dockerfile|.+\.([Dd]ocker|[Cc]ontainer)file")
#: Templates, backups and companions, which no builder reads as they stand.
_OTHER = re.compile(
    r".+(~|\.(bak|containerignore|dockerignore|ejs|erb|gotmpl|in|j2|jinja2?|json|md|mustache|orig|patch|py|rej"
    r"|rst|sh|snap|swp|template|tmpl|tpl|txt|ya?ml))",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"(.*/)?(\.devcontainer|demos?|docs?|examples?|samples?|tests?|third_party|vendor)/.*",
    re.IGNORECASE | re.DOTALL,
)
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
#: Set by the builder for every build, to what nobody can know here.
_PLATFORM = re.compile(r"(?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT)")
#: The length up to which variables are substituted: each could double the one before.
_VALUE_SIZE = 1_000


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction of a Dockerfile.

    `arguments` follow the flags, with continued lines joined and comments left out; the bodies of here
    documents come after them, each on lines of its own. `flags` are the leading `--name=value`, without
    quotes. `stage` is -1 before the first FROM. `json` is the exec form of those that may have one
    (for HEALTHCHECK that of its CMD), else None.
    """

    keyword: str
    arguments: str
    flags: tuple[str, ...]
    stage: int
    span: Span
    json: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """A build stage: `FROM image AS name`, with the defaults of the file's own ARGs put in.

    `image_known` is false where a variable is left in `image`. `base` is the index of the earlier stage
    that it is built from, None where `image` is an image.
    """

    index: int
    image: str
    name: str | None
    span: Span
    image_known: bool = True
    base: int | None = None


@dataclass(frozen=True)
class Dockerfile:
    """A Dockerfile or Containerfile, instruction by instruction."""

    path: str
    text: str = field(repr=False)
    instructions: tuple[Instruction, ...]
    stages: tuple[Stage, ...]

    @cached_property
    def final(self) -> tuple[Instruction, ...]:
        """The instructions of the last stage, after those of the stages it is built from."""
        chain: list[int] = []
        stage: int | None = len(self.stages) - 1
        while stage is not None and stage >= 0:
            chain.append(stage)
            stage = self.stages[stage].base
        parts: dict[int, list[Instruction]] = {index: [] for index in reversed(chain)}
        for instruction in self.instructions:
            if instruction.stage in parts:
                parts[instruction.stage].append(instruction)
        return tuple(instruction for part in parts.values() for instruction in part)

    def at(self, instruction: Instruction) -> Location:
        """Return the location of an instruction: its span, and its stage and keyword."""
        if instruction.stage < 0:
            return Location(self.path, (instruction.keyword,), instruction.span)
        name = self.stages[instruction.stage].name or f"stage {instruction.stage}"
        return Location(self.path, (name, instruction.keyword), instruction.span)


@dataclass(frozen=True, slots=True)
class DockerfileFile:
    """A Dockerfile, not yet read."""

    path: str


def dockerfile_files(tree: Tree) -> tuple[DockerfileFile, ...]:
    """List Dockerfiles and Containerfiles, but for those of tests, examples and third parties."""
    return tuple(DockerfileFile(path) for path in tree.files if _is_dockerfile(path))


def _is_dockerfile(path: str) -> bool:
    name = path.rpartition("/")[2]
    return bool(_NAME.fullmatch(name)) and not (_OTHER.fullmatch(name) or _ASIDE.fullmatch(path))


def dockerfile(file: DockerfileFile, tree: Tree) -> Dockerfile:
    """Read one Dockerfile; raises `Unreadable` where it is too large or not UTF-8."""
    return parse(file.path, read_text(tree, file.path))


def parse(path: str, text: str) -> Dockerfile:
    """Return what a Dockerfile's text says; never raises."""
    instructions: list[Instruction] = []
    stages: list[Stage] = []
    known: dict[str, str | None] = {}
    names: dict[str, int] = {}
    source = _Source(text)
    for keyword, flags, arguments, exec_form, span in _statements(source):
        if keyword == "FROM":
            words = [_unquoted(word) for word in source.word.findall(arguments)]
            image = _substituted(words[0], known)
            name = words[2] if len(words) > 2 and words[1].upper() == "AS" else None
            stages.append(Stage(len(stages), image, name, span, "$" not in image, names.get(image.lower())))
            if name:
                names[name.lower()] = len(stages) - 1
        elif keyword == "ARG" and not stages:
            for word in source.word.findall(arguments):
                variable, is_set, value = word.partition("=")
                value = _substituted(_unquoted(value), known)
                known[variable] = value if is_set and len(value) <= _VALUE_SIZE else None
        instructions.append(Instruction(keyword, arguments, flags, len(stages) - 1, span, exec_form))
    return Dockerfile(path, text, tuple(instructions), tuple(stages))


class _Source:
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


def _statements(
    source: _Source,
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


def _joined(source: _Source, at: int) -> tuple[str, int]:
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
        flags.append(_unquoted(found[0]))
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


def _bodies(source: _Source, keyword: str, arguments: str, at: int) -> tuple[list[str], int]:
    """Return the lines of the here documents that an instruction opens, and what comes after."""
    lines: list[str] = []
    if keyword == "ONBUILD":
        keyword = _SPACE.split(arguments, maxsplit=1)[0].upper()
    for word in source.word.findall(arguments) if keyword in ("ADD", "COPY", "RUN") else ():
        found = _HEREDOC.fullmatch(word)
        name = _unquoted(found[2]) if found else ""
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


def _unquoted(word: str) -> str:
    return _QUOTED.sub(lambda found: found[1] or found[2] or "", word)


def _substituted(text: str, known: dict[str, str | None]) -> str:
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

    if len(text) > _VALUE_SIZE:
        return text
    changed = _VARIABLE.sub(value, text)
    return changed if len(changed) <= _VALUE_SIZE else text
