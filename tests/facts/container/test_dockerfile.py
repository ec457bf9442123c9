"""Dockerfiles: instructions, stages, and what a builder makes of odd text."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadworthy.core.finding import Location, Span
from roadworthy.core.registry import Registry
from roadworthy.engine.facts import Facts
from roadworthy.facts.container.dockerfile import (
    Dockerfile,
    DockerfileFile,
    Instruction,
    dockerfile,
    dockerfile_files,
    read_dockerfile,
)
from roadworthy.tree.tree import MemoryTree, Tree
from tests.counting import within


def one(text: str) -> Instruction:
    (instruction,) = read_dockerfile("Dockerfile", text).instructions
    return instruction


def images(text: str) -> list[tuple[str, bool]]:
    return [(stage.image, stage.image_known) for stage in read_dockerfile("Dockerfile", text).stages]


def told(text: str) -> list[tuple[str, str]]:
    return [(item.keyword, item.arguments) for item in read_dockerfile("Dockerfile", text).instructions]


@pytest.mark.parametrize(
    ("path", "is_one"),
    [
        ("Dockerfile", True),
        ("deploy/gpu/Dockerfile", True),
        ("Dockerfile.dev", True),
        ("Dockerfile-gpu", True),
        ("api.Dockerfile", True),
        ("api.dockerfile", True),
        ("Containerfile", True),
        ("Containerfile.dev", True),
        ("Dockerfiles", False),
        ("Dockerfile.dockerignore", False),
        ("Dockerfile.j2", False),
        ("dockerfile_parser.py", False),
        ("tests/data/Dockerfile", False),
        ("Docs/Dockerfile", False),
        (".devcontainer/Dockerfile", False),
        ("latest/Dockerfile", True),
    ],
)
def test_dockerfiles_by_name(path: str, is_one: bool) -> None:
    assert dockerfile_files(MemoryTree({path: b""})) == ((DockerfileFile(path),) if is_one else ())


def test_an_instruction_with_its_place() -> None:
    assert one("\n  run  pip install .  \n") == Instruction("RUN", "pip install .", (), -1, Span(2, 3, 2, 21))


def test_continued_lines_are_joined_without_comments_and_empty_lines() -> None:
    found = one("RUN a && \\\n  # why\n\n  b \\\t\n&& c\n")
    assert found.arguments == "a &&   b && c"
    assert found.span == Span(1, 1, 5, 5)


def test_an_escaped_escape_does_not_continue() -> None:
    assert told("RUN a \\\\\nRUN b\n") == [("RUN", "a \\\\"), ("RUN", "b")]


def test_a_comment_does_not_continue() -> None:
    assert told("# a \\\nRUN b\n") == [("RUN", "b")]


def test_a_line_that_continues_to_the_end_of_the_file() -> None:
    assert one("RUN a \\").arguments == "a"
    assert one("RUN a \\\n\n# end").span == Span(1, 1, 1, 8)


def test_windows_line_ends() -> None:
    found = one("RUN a \\\r\n  b\r\n")
    assert (found.arguments, found.span) == ("a   b", Span(1, 1, 2, 4))


def test_the_escape_directive() -> None:
    assert one("# syntax=docker/dockerfile:1\n# escape = `\nCOPY a `\n  c:\\\n").arguments == "a   c:\\"


@pytest.mark.parametrize("before", ["# comment\n", "\n", "# unknown=1\n"])
def test_a_directive_stands_at_the_very_top(before: str) -> None:
    assert told(f"{before}# escape=`\nRUN a `\nRUN b\n") == [("RUN", "a `"), ("RUN", "b")]


def test_flags_are_taken_off() -> None:
    found = one('RUN --mount=type=cache,target=/root/.cache --network="none" pip install --upgrade pip')
    assert found.flags == ("--mount=type=cache,target=/root/.cache", "--network=none")
    assert found.arguments == "pip install --upgrade pip"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('CMD ["python", "-m", "demo"]', ("python", "-m", "demo")),
        ('ENTRYPOINT [ "a" , \\\n "b" ]', ("a", "b")),
        ("RUN []", ()),
        ('CMD ["a"] # as a builder reads it', ("a",)),
        ('HEALTHCHECK --interval=5m CMD ["curl", "-f"]', ("curl", "-f")),
        ("CMD python -m demo", None),
        ("CMD ['a']", None),
        ("CMD [1]", None),
        ('WORKDIR ["a"]', None),
        ("HEALTHCHECK NONE", None),
        ("CMD " + "[" * 100_000, None),
        ('CMD ["\\ud800"]', ("\ufffd",)),
    ],
)
def test_the_exec_form(text: str, words: tuple[str, ...] | None) -> None:
    assert one(text).json == words


def test_a_here_document_belongs_to_its_instruction() -> None:
    text = "FROM a\nRUN <<EOF\npip install .\n# kept\nFROM b\nEOF\nUSER app\n"
    assert told(text) == [("FROM", "a"), ("RUN", "<<EOF\npip install .\n# kept\nFROM b"), ("USER", "app")]
    assert read_dockerfile("Dockerfile", text).instructions[1].span == Span(2, 1, 6, 4)


def test_two_here_documents_of_one_instruction() -> None:
    text = "COPY <<A <<-'B' /app/\none\nA\n\ttwo\n\tB\nUSER app\n"
    assert told(text) == [("COPY", "<<A <<-'B' /app/\none\n\ttwo"), ("USER", "app")]


def test_a_here_document_that_never_ends_takes_nothing() -> None:
    assert told("RUN cat <<EOF\nUSER app\n") == [("RUN", "cat <<EOF"), ("USER", "app")]


@pytest.mark.parametrize(
    "line", ["RUN a<<EOF", "ENV a=<<EOF", "RUN cat <<<EOF", 'RUN ["<<EOF"]', "RUN '<<EOF'"]
)
def test_what_opens_no_here_document(line: str) -> None:
    assert told(f"{line}\nUSER app\nEOF\n")[1:] == [("USER", "app")]


def test_a_here_document_on_build() -> None:
    assert told("ONBUILD RUN <<EOF\na\nEOF\n") == [("ONBUILD", "RUN <<EOF\na")]


def test_what_is_no_instruction_is_passed_over() -> None:
    assert told("hello world\nRUNN a\nRUN\n{{ template }}\nUSER app\n") == [("USER", "app")]


def test_stages_have_names_and_bases() -> None:
    found = read_dockerfile(
        "Dockerfile", "FROM --platform=$BUILDPLATFORM python:3.12 as Build\nFROM build\nFROM scratch\n"
    )
    assert [(s.index, s.image, s.name, s.base) for s in found.stages] == [
        (0, "python:3.12", "Build", None),
        (1, "build", None, 0),
        (2, "scratch", None, None),
    ]
    assert found.stages[0].span == Span(1, 1, 1, 52)


def test_a_stage_that_bears_the_name_of_its_image_is_not_its_own_base() -> None:
    assert read_dockerfile("Dockerfile", "FROM python AS python\n").stages[0].base is None


def test_instructions_know_their_stage() -> None:
    found = read_dockerfile("Dockerfile", "ARG A=1\nFROM a\nRUN b\nFROM c\nRUN d\n")
    assert [item.stage for item in found.instructions] == [-1, 0, 0, 1, 1]


@pytest.mark.parametrize(
    ("head", "image", "result", "is_known"),
    [
        ("ARG V=3.12", "python:$V", "python:3.12", True),
        ("ARG V=3.12", "python:${V}-slim", "python:3.12-slim", True),
        ('ARG V="3.12"', "python:${V}", "python:3.12", True),
        ("ARG A=3 B=${A}.12", "python:${B}", "python:3.12", True),
        ("ARG V", "python:${V}", "python:${V}", False),
        ("ARG V", "python:${V:-3.12}", "python:3.12", True),
        ("ARG V=", "python:${V:-3.12}", "python:3.12", True),
        ("ARG V=", "python:3${V-x}", "python:3", True),
        ("ARG V=1", "python:3${V:+.12}", "python:3.12", True),
        ("", "python:3${V:+.12}", "python:3", True),
        ("", "python:$V", "python:$V", False),
        ("", "base-${TARGETARCH:-amd64}", "base-${TARGETARCH:-amd64}", False),
        ("ARG V=$W", "python:$V", "python:$W", False),
        ("ARG V=a", "python:${V/a/b}", "python:${V/a/b}", False),
    ],
)
def test_defaults_are_put_in(head: str, image: str, result: str, is_known: bool) -> None:
    assert images(f"{head}\nFROM {image}\n") == [(result, is_known)]


def test_arguments_of_a_stage_are_not_put_into_a_later_image() -> None:
    assert images("FROM a\nARG V=1\nFROM b:$V\n") == [("a", True), ("b:$V", False)]


def test_the_final_stage_has_what_it_inherits() -> None:
    text = "ARG A=1\nFROM a AS base\nUSER app\nFROM b AS other\nRUN x\nFROM BASE\nCMD y\n"
    assert [(item.keyword, item.arguments) for item in read_dockerfile("Dockerfile", text).final] == [
        ("FROM", "a AS base"),
        ("USER", "app"),
        ("FROM", "BASE"),
        ("CMD", "y"),
    ]


def test_a_file_without_stages_has_no_final_instructions() -> None:
    assert read_dockerfile("Dockerfile", "RUN a\n").final == ()


def test_places_name_stage_and_keyword() -> None:
    found = read_dockerfile("Dockerfile", "ARG A=1\nFROM a AS base\nFROM b\n")
    assert [found.at(item).route for item in found.instructions] == [
        ("ARG",),
        ("base", "FROM"),
        ("stage 1", "FROM"),
    ]
    assert found.at(found.instructions[0]) == Location("Dockerfile", ("ARG",), Span(1, 1, 1, 8))


def test_a_byte_order_mark_is_no_text() -> None:
    found = dockerfile(DockerfileFile("Dockerfile"), MemoryTree({"Dockerfile": b"\xef\xbb\xbfFROM a\n"}))
    assert found.stages[0].span == Span(1, 1, 1, 7)


@pytest.mark.parametrize("data", [b"FROM \xff\n", b"#" * (6 * 1024 * 1024)])
def test_what_cannot_be_read_is_said_once(data: bytes) -> None:
    registry = Registry([dockerfile_files, dockerfile], given=[Tree])
    facts = Facts(registry, {Tree: MemoryTree({"Dockerfile": data, "a.Dockerfile": b"FROM a"})})
    assert [item.path for item in facts.get(tuple[Dockerfile, ...])] == ["a.Dockerfile"]
    assert [fault.location.file for fault in facts.faults.values()] == ["Dockerfile"]


@pytest.mark.parametrize(
    "text",
    [
        "RUN <<A\n" * 30_000,
        "RUN <<A\n" * 30_000 + "A\n",
        "RUN " + "--a " * 50_000,
        "RUN " + "<<A " * 50_000 + "\nA\n",
        "RUN " + "\"'" * 50_000,
        "RUN " + '\\"' * 50_000,
        "RUN " + '"\\' * 50_000 + " <<A",
        "RUN a" + " \\\n" * 50_000,
        "RUN " + " \\ " * 50_000,
        "FROM a AS a\n" * 30_000,
        "ARG A=" + "a" * 900 + "\n" + "ARG A=$A$A\n" * 10_000 + "FROM $A\n",
        "ARG A=" + "a" * 900 + "\n" + "ARG B=" + "$A" * 50_000 + "\nFROM $B\n",
        "FROM " + "${A:-" * 50_000,
        "# escape\n" * 50_000,
    ],
)
def test_hostile_text_takes_steps_in_proportion(text: str) -> None:
    found = within(15 * len(text), partial(read_dockerfile, "Dockerfile", text))
    assert len(found.final) <= len(found.instructions)


PIECES = st.sampled_from(
    "FROM a AS b|RUN |<<EOF|EOF|<<-|\\\n|\\|`|\n|\r|# escape=`\n|ARG A=|$A|${A:-|}|\"|'|--|[|]| |\t|ONBUILD "
    "|HEALTHCHECK CMD|\0|=|\x0b|\u2028".split("|")
)


@settings(deadline=None)
@given(st.one_of(st.text(), st.lists(PIECES, max_size=30).map("".join)))
def test_random_text_raises_nothing_and_spans_stay_inside(text: str) -> None:
    found = read_dockerfile("Dockerfile", text)
    assert len(found.final) <= len(found.instructions)
    for item in found.instructions:
        span = found.at(item).span
        assert span is not None
        assert (1, 1) <= (span.line, span.column) < (span.end_line, span.end_column)


@pytest.mark.parametrize(
    ("path", "development"),
    [
        (".gitpod.Dockerfile", True),
        (".devcontainer/Dockerfile", True),
        ("Dockerfile.dev", True),
        ("Dockerfile", False),
        ("devices/Dockerfile", False),
        ("gitpods/Dockerfile", False),
    ],
)
def test_images_for_development_are_known_by_their_path(path: str, development: bool) -> None:
    assert read_dockerfile(path, "FROM python:3.12\n").for_development is development
