"""The fact `Dockerfile`: its instructions and stages, by the Dockerfile reference and BuildKit's habits.

Written to survive whatever it meets: what is no instruction is passed over, and nothing takes more than
time in proportion to the text.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property

from roadworthy.core.fact import fact
from roadworthy.core.fault import Blocked
from roadworthy.core.finding import Location, Span
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.late_re import re
from roadworthy.facts.container.dockersyntax import (
    VALUE_SIZE,
    DockerfileText,
    statements,
    substituted,
    unquoted,
)
from roadworthy.tree.kinds import Kind, kind_of
from roadworthy.tree.tree import Tree

_ASIDE = re.compile(
    r"(.*/)?(\.devcontainer|demos?|docs?|examples?|samples?|tests?|third_party|vendor)/.*",
    re.IGNORECASE | re.DOTALL,
)
#: A name that says that what it names is not deployed.
_DEVELOPMENT = re.compile(
    r"(?is)(.*[._/-])?(ci|debug|dev|devcontainer|develop|development|docs?|gitpod|local|localstack"
    r"|test(s|ing|suites?|scripts?)?)([._/-].*)?"
)
#: The first lines may say it, too.
_COMMENT = re.compile(
    r"(?im)^#[^\n]{0,200}\b(?:development|debugging|testing|local use|dev)"
    r" (?:only|image|container|dockerfile)\b"
    # A tool that is good for development is no image for it.
    r"|^#[^\n]{0,120}\b(?:build|compose|container|dockerfile|environment|image|intended|meant|only|setup|used?)\b"
    # ... and neither is what is also good for it.
    r"(?:(?!\b(?:also|even|fine)\b)[^\n]){0,80}\bfor (?:local )?(?:development|testing|dev)\b"
    r"|^#[ \t]{0,9}for (?:local )?(?:development|testing|dev)\b"
    r"|^#[^\n]{0,200}\bnot (?:meant |intended |suitable )?for (?:use in )?production\b"
)
#: A script that starts a server for development.
_START = re.compile(r"(?i)(?:^|[/._-])dev(?:elop|elopment)?[._-]")


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

    @cached_property
    def started(self) -> tuple[str, ...]:
        """The words of what a container runs: the entry point's, and the command's."""
        last = {item.keyword: item for item in self.final if item.keyword in ("CMD", "ENTRYPOINT")}
        return tuple(
            word
            for keyword in ("ENTRYPOINT", "CMD")
            if (item := last.get(keyword)) is not None
            for word in item.json or item.arguments.split()
        )

    @cached_property
    def for_development(self) -> bool:
        """Whether the name of the file, of its last stage or of its command says that it is not deployed."""
        stage = self.stages[-1].name if self.stages else None
        if _DEVELOPMENT.fullmatch(self.path) or _DEVELOPMENT.fullmatch(stage or ""):
            return True
        if _COMMENT.search(self.text.partition("\nFROM")[0][:2_000]):
            return True
        return any(word.endswith(".sh") and _START.search(word) for word in self.started)

    def holds(self, directory: str) -> bool:
        """Tell whether the image is made of a directory: it copies it, or all, and then works in it.

        Paths are as seen from the root, where the image may be built, or from its own directory.
        """
        own, whole = posixpath.dirname(self.path), False
        for item in self.instructions:
            if item.keyword in ("COPY", "ADD") and not any(flag.startswith("--from=") for flag in item.flags):
                for source in (item.json or tuple(item.arguments.partition("\n")[0].split()))[:-1]:
                    for base in {"", own}:
                        name = posixpath.normpath(posixpath.join(base, source.strip("\"'").lstrip("/")))
                        if name == directory or name.startswith(f"{directory}/"):
                            return True
                        whole = whole or name == "." or directory.startswith(f"{name}/")
            elif (
                whole and item.keyword == "WORKDIR" and f"/{item.arguments.strip()}".endswith(f"/{directory}")
            ):
                return True
        return whole and any(f"{directory}/" in word for word in self.started)

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


@fact
def dockerfile_files(tree: Tree) -> tuple[DockerfileFile, ...]:
    """List Dockerfiles and Containerfiles, but for those of tests, examples and third parties."""
    return tuple(DockerfileFile(path) for path in tree.files if _is_dockerfile(path))


def _is_dockerfile(path: str) -> bool:
    return kind_of(path) is Kind.DOCKERFILE and not _ASIDE.fullmatch(path)


@fact(reads="file")
def dockerfile(file: DockerfileFile, tree: Tree) -> Dockerfile:
    """Read one Dockerfile; raises `Unreadable` where it is too large or not UTF-8."""
    return read_dockerfile(file.path, tree.text(file.path))


def dockerfiles_of(tree: Tree, limit: int) -> Iterator[Dockerfile]:
    """Yield the first Dockerfiles of a tree that is no project of the run; unreadable ones are left out."""
    for file in dockerfile_files(tree)[:limit]:
        with suppress(Blocked):
            yield dockerfile(file, tree)


def read_dockerfile(path: str, text: str) -> Dockerfile:
    """Return what a Dockerfile's text says; never raises."""
    instructions: list[Instruction] = []
    stages: list[Stage] = []
    known: dict[str, str | None] = {}
    names: dict[str, int] = {}
    source = DockerfileText(text)
    for keyword, flags, arguments, exec_form, span in statements(source):
        if keyword == "FROM":
            words = [unquoted(word) for word in source.word.findall(arguments)]
            image = substituted(words[0], known)
            name = words[2] if len(words) > 2 and words[1].upper() == "AS" else None
            stages.append(Stage(len(stages), image, name, span, "$" not in image, names.get(image.lower())))
            if name:
                names[name.lower()] = len(stages) - 1
        elif keyword == "ARG" and not stages:
            for word in source.word.findall(arguments):
                variable, is_set, value = word.partition("=")
                value = substituted(unquoted(value), known)
                known[variable] = value if is_set and len(value) <= VALUE_SIZE else None
        instructions.append(Instruction(keyword, arguments, flags, len(stages) - 1, span, exec_form))
    return Dockerfile(path, text, tuple(instructions), tuple(stages))
