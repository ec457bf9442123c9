"""Whatever a stranger's tree says, no terminal and no CI log takes it for a command, in any format."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from xml.etree import ElementTree

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from roadworthy.commands import console
from roadworthy.core import evidence
from roadworthy.core.fault import Problem
from roadworthy.core.finding import Finding, Fix, Location, Replace, Span
from roadworthy.core.result import Accepted, Reason, Report, Upload
from roadworthy.core.rule_run import Crash
from roadworthy.core.safe import inert, safe, safe_diff_line, safe_strings
from roadworthy.core.skipped import Skipped
from roadworthy.fix.diff import diff
from roadworthy.report import FOR_PEOPLE
from roadworthy.report.offered import roadworthy_reports
from roadworthy.report.page import render_pages, render_settings
from roadworthy.report.view import View
from roadworthy.settings.config import defaults
from tests.report.factory import RULES, place, project, report, violation

#: What runners look for, as their documentation or source gives it, written apart from our own code.
OBEYED = {
    "GitHub, Azure: ##[command]": re.compile(r"##\["),
    "Azure: ##vso[area.action]": re.compile(r"##vso\[", re.IGNORECASE),
    "TeamCity: ##teamcity[message]": re.compile(r"##teamcity\[", re.IGNORECASE),
    "GitHub: ::command::": re.compile(r"^\s*::"),
    "GitLab: section_start:time:name": re.compile(r"section_(start|end):"),
    "Travis: travis_fold:start:name": re.compile(r"travis_(fold|time):"),
    "Buildkite: --- group": re.compile(r"^(---|\+\+\+|~~~|\^\^\^)"),
    "terminals: controls": re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]"),
    "editors: turned or hidden text": re.compile(
        "[\u061c\u180e\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u206f\ufeff\U000e0001\U000e0041]"
    ),
}
FRAGMENTS = [
    *(
        "##[error]",
        "##vso[task.setvariable variable=x]y",
        "##teamcity[buildProblem]",
        "##TeamCity[x]",
        "##",
        "[",
    ),
    *(
        "::error::x",
        "::stop-commands::",
        "::",
        " ",
        "\t",
        "\n",
        "\r",
        "\r\n",
        "\x0b",
        "\x85",
        "\u2028",
        "\u3000",
    ),
    *("section_start:1:a\r\x1b[0K", "section_end:1:a", "travis_fold:start:a", "travis_time:end:a", ":"),
    *(
        "--- a",
        "+++ b",
        "~~~ c",
        "^^^ +++",
        "-",
        "\x1b[31m",
        "\x1b]8;;https://a.example\x07",
        "\x9b31m",
        "\x07",
    ),
    *(
        "\u202e",
        "\u2066",
        "\u200b",
        "\ufeff",
        "\U000e0041",
        "\udcff",
        "\ud800",
        "\0",
        "\x7f",
        "\\",
        '"',
        "#",
        "a",
        "é",
    ),
]
hostile = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=3), max_size=6).map("".join)


def obeyed(text: str, *apart: str) -> list[tuple[str, str]]:
    """Return what a reader of a log would obey, without what is of the kinds named `apart`."""
    lines = text.split("\n")
    kinds = {kind: pattern for kind, pattern in OBEYED.items() if not kind.startswith(apart or ("none",))}
    return [(kind, line) for line in lines for kind, pattern in kinds.items() if pattern.search(line)]


def hostile_report(text: str) -> Report:
    """Return a report that holds a text wherever the tree, a pack or an error may put one."""
    at = place(f"{text}.py", 2, 1, 2, 5, route=text)
    fix = Fix(text or "-", Replace(Location(f"{text}.py", span=Span(2, 1, 2, 5)), text))
    found = violation("name-short", at, text, fix=fix, related=(at,))
    accepted = violation("name-short", at, text, accepted=Accepted(text, text))
    traceback = f"Traceback (most recent call last):\n  {text}\nValueError: {text}\n"
    functions = (evidence.TestedFunction(text, text, 1, text, False),)
    made = project(
        found,
        accepted,
        root=text,
        name=text,
        evidence=(text,),
        reasons=(Reason("findings", text),),
        crashes=(Crash("name-short", text, traceback),),
        pypi=Upload("refused", (text,)),
        tests=evidence.TestEvidence(((text, text, False, (text,)),), functions),
        diff_base=(text, text),
    )
    return report(
        projects=(made, replace(made, root="b")),
        pack_faults=(Problem(text, text, 3, pack=text),),
        skipped=(Skipped(text, text),),
        sources={f"{text}.py": f"{text}\n{text}\n{text}\n"},
    )


class Stream(io.TextIOWrapper):
    """A stream as the command has it, which can be looked at."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", errors="backslashreplace", newline="\n")

    def text(self) -> str:
        self.flush()
        assert isinstance(self.buffer, io.BytesIO)
        return self.buffer.getvalue().decode("utf-8")


def printed(call: Callable[[str], None], text: str) -> str:
    """Return what comes out on either stream."""
    with pytest.MonkeyPatch.context() as patch:
        out, err = Stream(), Stream()
        patch.setattr("sys.stdout", out)
        patch.setattr("sys.stderr", err)
        patch.delenv("GITHUB_ACTIONS", raising=False)
        call(text)
        return out.text() + err.text()


FORMATS = roadworthy_reports()
#: What reads a format; those for people nothing does.
READERS: dict[str, Callable[[str], object]] = {
    **dict.fromkeys(("json", "sarif", "gitlab"), json.loads),
    "junit": ElementTree.fromstring,
}


@given(hostile, st.sampled_from(sorted(FORMATS)))
def test_every_format_is_inert(text: str, name: str) -> None:
    made = FORMATS[name](hostile_report(text))
    # What is for people goes through the writer for them; commands for GitHub are tested by themselves.
    apart = ["GitHub: ::command::"] if name == "github" else []
    assert obeyed(printed(console.show if name in FOR_PEOPLE else console.emit, made), *apart) == []
    READERS.get(name, str)(made)


VIEWS = st.builds(
    View,
    st.integers(80, 200),
    *[st.booleans()] * 6,
    st.sampled_from(["file", "rule"]),
)


@given(hostile, VIEWS, st.sampled_from(FOR_PEOPLE))
def test_what_people_read_is_inert(text: str, view: View, name: str) -> None:
    shown = printed(console.show, FORMATS[name](hostile_report(text), view))  # type: ignore[call-arg]
    # Colours and links are ours: they may stand for nothing else.
    ours = re.compile(r"\x1b\[(?:0|1|3[1-6])m|\x1b\]8;;(?:https://roadworthy\.example/rules/[a-z-]+/)?\x1b\\")
    assert obeyed(ours.sub("", shown)) == []
    assert (view.color or view.links) or "\x1b" not in shown


@given(hostile)
def test_messages_are_inert_and_one_line(text: str) -> None:
    shown = printed(console.complain, text)
    assert obeyed(shown) == []
    assert shown.count("\n") == 1


@given(hostile)
def test_a_crash_of_our_own_is_inert(text: str) -> None:
    def crash(_: str) -> None:
        try:
            raise RuntimeError(text)
        except RuntimeError:
            console.complain_of_crash()

    assert obeyed(printed(crash, text)) == []


@given(hostile, hostile, hostile)
def test_a_diff_is_inert_but_for_its_own_headers(path: str, old: str, new: str) -> None:
    # No file name has a NUL, nor a surrogate that stands for no byte.
    name = path.replace("\0", "").replace("\ud800", "") or "a"
    before, after = {name: old.encode("utf-8", "replace")}, {name: new.encode("utf-8", "replace")}
    lines = [safe_diff_line(line) for line in diff(before, after).split("\n")]
    shown = printed(console.emit, "\n".join(lines))
    # A tab, and the CR before the end of a line, are the patch's; three signs begin its headers.
    bare = "\n".join(line.removesuffix("\r").replace("\t", " ") for line in shown.split("\n"))
    assert obeyed(bare, "Buildkite") == []
    assert all(line[:1] in ("", " ", "+", "-", "@", "\\") for line in shown.split("\n"))


@given(hostile)
def test_settings_are_inert_and_keep_their_values(text: str) -> None:
    text = text.encode("utf-8", "ignore").decode()
    values = {"exclude": [text], "ignore": {text: text}, "require-packs": [text]}
    config = defaults().replaced(text, **{name.replace("-", "_"): value for name, value in values.items()})
    shown = printed(console.emit, render_settings(config))
    assert obeyed(shown) == []
    found = tomli.loads(shown)
    assert {name: found[name] for name in values} == values


@given(hostile)
def test_the_page_of_a_rule_is_inert(text: str) -> None:
    def found(location: Location) -> Iterator[Finding]:
        yield Finding("never", location)

    # Packs are installed, and trusted to know a terminal; but an example may be of what a CI obeys.
    found.__doc__ = f"A title.\n\n{text}\n"
    made = replace(RULES["name-short"], function=found)
    assert obeyed(printed(console.show, render_pages([made], "text")), "terminals", "editors") == []
    assert obeyed(printed(console.emit, render_pages([made], "json"))) == []
    # Markdown is for other programs, which make pages of it.
    assert made.page in render_pages([made], "markdown")


@given(hostile)
def test_json_keeps_its_value(text: str) -> None:
    text = text.encode("utf-8", "ignore").decode()
    assert json.loads(safe_strings(json.dumps({text: [text]}, ensure_ascii=False))) == {text: [text]}


@given(hostile)
def test_what_is_safe_stays_as_it_is(text: str) -> None:
    assert safe(safe(text)) == safe(text)
    assert inert(safe(text)) == safe(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "plain",
            "caf\u00e9",
            "a b",
            "[x]",
            "# comment",
            "## heading",
            "a::b",
            "x --- y",
            "-- select",
            "C++",
        ),
        *("section 3", "\U0001f468\u200d\U0001f469", "\u0646\u200c\u0645", "a [b](c)", "##", "#[derive]"),
    ],
)
def test_what_is_harmless_stays(text: str) -> None:
    assert safe(text) == text
    assert inert(text) == text
    assert json.loads(safe_strings(json.dumps(text, ensure_ascii=False))) == text
    assert safe_diff_line(f"+{text}") == f"+{text}"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("--- a/x", "--- a/x"),
        ("+++ b/x y\t", "+++ b/x y\t"),
        ("-- a comment of SQL\r", "-- a comment of SQL\r"),
        ("---", "---"),
        (" ::error::x", " \\::error::x"),
        ("  ::error::x", " \\ ::error::x"),
        ("+a\rb", "+a\\x0db"),
        ("+##[x]", "+##\\[x]"),
    ],
)
def test_lines_of_a_diff(line: str, shown: str) -> None:
    assert safe_diff_line(line) == shown


def test_text_for_the_log_of_github_is_shielded_by_a_word_that_nobody_foresees(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out = Stream()
    monkeypatch.setattr("sys.stdout", out)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    console.show("a\nb\n")
    first, *lines, last = out.text().splitlines()
    assert lines == ["a", "b"]
    assert re.fullmatch("::stop-commands::[0-9a-f]{32}", first)
    assert last == f"::{first.removeprefix('::stop-commands::')}::"
