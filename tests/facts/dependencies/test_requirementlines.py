"""Requirements files have one parser: for requirements, options, and what has no name."""

from __future__ import annotations

import pytest

from roadworthy.core.finding import Span
from roadworthy.facts.dependencies.declarations import dependencies
from roadworthy.facts.dependencies.fully_declared import fully_declared
from roadworthy.facts.dependencies.requirementlines import RequirementLine, parse_requirements
from roadworthy.facts.metadata import SetupFiles
from roadworthy.locate.lines import Lines
from roadworthy.tree.tree import MemoryTree


def parsed(text: str) -> list[tuple[str, ...]]:
    return [
        (line.kind, line.option, line.value) if line.option else (line.kind, line.text)
        for line in parse_requirements(Lines(text))
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("numpy", ("requirement", "numpy")),
        ("  numpy >= 1 ; python_version < '3'  # why", ("requirement", "numpy >= 1 ; python_version < '3'")),
        ("numpy==2 --hash=sha256:0", ("requirement", "numpy==2")),
        ("demo @ https://example.com/demo.whl", ("requirement", "demo @ https://example.com/demo.whl")),
        ("-r base.txt", ("option", "--requirement", "base.txt")),
        ("-rbase.txt", ("option", "--requirement", "base.txt")),
        ("--index-url=https://a", ("option", "--index-url", "https://a")),
        ("-e .", ("option", "--editable", ".")),
        ("./demo", ("nameless", "./demo")),
        ("demo-1.0.tar.gz", ("nameless", "demo-1.0.tar.gz")),
        ("git+ssh://git@example.com/demo", ("nameless", "git+ssh://git@example.com/demo")),
        ("https://example.com/demo.zip#egg=demo", ("nameless", "https://example.com/demo.zip#egg=demo")),
        ("{{ name }}", ("nameless", "{{ name }}")),
    ],
)
def test_kinds_of_lines(text: str, expected: tuple[str, ...]) -> None:
    assert parsed(text) == [expected]


@pytest.mark.parametrize("text", ["", "   ", "# numpy", "  # numpy", "\r\n"])
def test_lines_that_say_nothing(text: str) -> None:
    assert parsed(text) == []


def test_line_that_goes_on_is_one_and_a_comment_never_does() -> None:
    assert parsed("numpy==2 \\\n    --hash=sha256:0\npandas") == [
        ("requirement", "numpy==2"),
        ("requirement", "pandas"),
    ]
    assert parsed("# C:\\\nnumpy") == [("requirement", "numpy")]


def test_place_is_that_of_the_text_alone() -> None:
    (line,) = parse_requirements(Lines("# a\n  numpy>1  # b\n"))
    assert line == RequirementLine("requirement", "numpy>1", Span(2, 3, 2, 10))


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("numpy\n-e .  # this project\n", True),
        ("numpy\n.\n", True),
        ("numpy\n-e ./demo\n", False),
        ("numpy\n-e .[test]\n", False),
        ("numpy\n-r requirements/base.txt\n", True),
        ("numpy\n-r ./sub/../requirements-test.txt\n", True),
        ("numpy\n-r other.txt\n", False),
        ("numpy\n-r ../requirements.txt\n", False),
        ("numpy\n-r /srv/requirements.txt\n", False),
        ("numpy\n# -r other.txt\n", True),
        ("numpy\n./demo-1.0-py3-none-any.whl\n", False),
        ("numpy\ndemo @ https://example.com/demo.whl\n", True),
    ],
)
def test_whether_a_file_names_all_that_it_brings(text: str, known: bool) -> None:
    tree = MemoryTree({"requirements.txt": text.encode()})
    setup = SetupFiles()
    assert fully_declared(tree, None, setup, dependencies(tree, None, setup)) is known


@pytest.mark.parametrize(
    ("line", "known"),
    [
        ("git+https://git.example/demo.git", False),
        ("git+https://git.example/demo.git#egg=demo", True),
        ("git+https://git.example/demo.git@v1#subdirectory=sub&egg=demo", True),
        ("demo==1.0", True),
        ("-e .", True),
    ],
)
def test_whether_an_environment_names_all_that_it_brings(line: str, known: bool) -> None:
    tree = MemoryTree({"environment.yml": f"dependencies:\n- pip:\n  - {line}\n- numpy\n".encode()})
    setup = SetupFiles()
    assert fully_declared(tree, None, setup, dependencies(tree, None, setup)) is known


def test_file_in_utf_16_is_read_and_one_that_cannot_be_read_is_not_all() -> None:
    tree = MemoryTree({"requirements.txt": "numpy\r\n".encode("utf-16")})
    assert [item.text for item in dependencies(tree, None, SetupFiles())] == ["numpy"]
