"""INI files: sections, options and lines as configparser reads them, each with its place."""

from __future__ import annotations

import configparser

from hypothesis import given
from hypothesis import strategies as st

from roadworthy.core.finding import Span
from roadworthy.locate.ini import IniSection, read_ini
from roadworthy.locate.lines import Lines

TEXT = """\
lost = 1
[metadata]
name = demo
Description : two
  lines  \n
  # no line
  and a third
empty =
bare

[options]
  packages =
    find:
    ; no line
  zip_safe=no
"""


def sections(text: str) -> dict[str, IniSection]:
    return {section.name: section for section in read_ini(Lines(text))}


def test_options_belong_to_the_section_above_and_lines_to_the_option_above() -> None:
    found = sections(TEXT)
    assert {name: [(o.name, o.texts) for o in section.options] for name, section in found.items()} == {
        "metadata": [
            ("name", ["demo"]),
            ("Description", ["two", "lines", "and a third"]),
            ("empty", []),
            ("bare", []),
        ],
        "options": [("packages", ["find:"]), ("zip_safe", ["no"])],
    }


def test_each_has_its_place() -> None:
    found = sections(TEXT)
    assert found["metadata"].span == Span(2, 1, 2, 11)
    assert found["options"].span == Span(12, 1, 12, 10)
    name, described, *_ = found["metadata"].options
    assert (name.span, name.lines) == (Span(3, 1, 3, 12), (("demo", Span(3, 8, 3, 12)),))
    assert described.span == Span(4, 1, 4, 18)
    assert described.lines == (
        ("two", Span(4, 15, 4, 18)),
        ("lines", Span(5, 3, 5, 8)),
        ("and a third", Span(8, 3, 8, 14)),
    )


def test_a_line_in_front_of_all_options_is_no_part_of_one() -> None:
    assert sections("[a]\n  # nothing\nx = 1\n")["a"].options[0].texts == ["1"]
    assert sections("x = 1\n  y\n") == {}


words = st.text("abcxyz-_ .", min_size=1, max_size=6).map(str.strip).filter(bool)


@given(st.dictionaries(words, st.dictionaries(words, st.lists(words, max_size=3), max_size=3), max_size=3))
def test_it_agrees_with_configparser(data: dict[str, dict[str, list[str]]]) -> None:
    data.pop("DEFAULT", None)
    text = "".join(
        f"[{name}]\n"
        + "".join(f"{key} = " + "\n    ".join(["", *lines]) + "\n" for key, lines in options.items())
        for name, options in data.items()
    )
    parser = configparser.RawConfigParser()
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(text)
    found = {name: {o.name: o.texts for o in section.options} for name, section in sections(text).items()}
    assert found == {
        name: {key: [line for line in parser[name][key].split("\n") if line] for key in parser[name]}
        for name in parser.sections()
    }
