"""The formats that CI systems, forges and browsers read: valid by their schemas, and inert."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import xmlschema
from hypothesis import given
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt

from roadworthy.core.result import Report, RuleResult, Verdict
from roadworthy.core.rule_run import Outcome
from roadworthy.report.formats.github import SHOWN, github
from roadworthy.report.formats.gitlab import gitlab
from roadworthy.report.formats.html import html
from roadworthy.report.formats.junit import junit
from roadworthy.report.formats.markdown import ROWS, escaped, markdown
from roadworthy.report.offered import roadworthy_reports
from tests.report.factory import HOSTILE, MODULE, place, project, report, samples, violation
from tests.report.test_inert import hostile, hostile_report

SAMPLES = samples()
XSD = xmlschema.XMLSchema(str(Path(__file__).parents[1] / "data" / "junit-10.xsd"))
#: GitLab's "Code Quality report format", as its documentation says.
CODE_QUALITY = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "categories": {"type": "array", "items": {"type": "string"}},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^(?!/|\\./)."},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}
#: A workflow command as GitHub's runner splits it: name, properties, data.
COMMAND = re.compile(r"::(error|warning|notice) ([a-zA-Z]+=[^,:]*(?:,[a-zA-Z]+=[^,:]*)*)::(.*)")


@pytest.mark.parametrize("name", SAMPLES)
def test_gitlab_reports_are_valid_and_their_fingerprints_unique(name: str) -> None:
    issues = json.loads(gitlab(SAMPLES[name]))
    Draft202012Validator(CODE_QUALITY).validate(issues)
    identities = [issue["fingerprint"] for issue in issues]
    assert len(identities) == len(set(identities))


@pytest.mark.parametrize("name", SAMPLES)
def test_junit_reports_are_valid(name: str) -> None:
    XSD.validate(junit(SAMPLES[name]))


@given(hostile)
def test_junit_reports_of_hostile_names_are_valid(text: str) -> None:
    XSD.validate(io.StringIO(junit(hostile_report(text))))


@given(hostile)
def test_gitlab_reports_of_hostile_names_are_valid(text: str) -> None:
    Draft202012Validator({"type": "array", "items": {"type": "object"}}).validate(
        json.loads(gitlab(hostile_report(text)))
    )


@given(hostile)
def test_github_takes_each_line_for_one_annotation_and_nothing_else(text: str) -> None:
    for line in github(hostile_report(text)).splitlines():
        found = COMMAND.fullmatch(line)
        assert found, line
        names = [item.partition("=")[0] for item in found[2].split(",")]
        assert set(names) <= {"title", "file", "line", "endLine", "col", "endColumn"}


def test_an_annotation_is_where_the_finding_is() -> None:
    found = violation("name-short", place("a, b:c.py", 5, 1, 5, 4), "100 % `z`")
    assert github(report(projects=(project(found),))) == (
        "::notice title=name-short (code),file=a%2C b%3Ac.py,line=5,endLine=5,col=1,endColumn=3"
        "::100 %25 `z`\n"
    )


def test_an_annotation_about_the_project_names_no_file() -> None:
    found = violation("name-short", place("."), "there is no x")
    made = report(projects=(project(found, root="."),))
    assert github(made) == "::notice title=name-short (code)::there is no x\n"
    (issue,) = json.loads(gitlab(made))
    assert issue["location"]["path"] == "pyproject.toml"


def test_github_gets_ten_of_each_level_the_worst_first() -> None:
    notes = [violation("name-short", place("a.py", n, 1, n, 2), f"n{n}", gain=n / 10) for n in range(1, 31)]
    errors = [violation("name-missing", place("a.py", n, 1, n, 2), f"e{n}") for n in range(1, 4)]
    lines = github(report(projects=(project(*notes, *errors),))).splitlines()
    assert [line[2:7] for line in lines[:3]] == ["error"] * 3
    assert [line.rpartition("::")[2] for line in lines[3:]] == [f"n{n}" for n in range(30, 30 - SHOWN, -1)]


def test_junit_fails_where_the_gate_does() -> None:
    error = violation("name-missing", place("a.py", 1, 1, 1, 2), "bad")
    note = violation("name-short", place("b.py", 2, 1, 2, 2), "small")
    rules = (
        RuleResult("name-missing", Outcome.FAILED, 1, 1),
        RuleResult("name-short", Outcome.FAILED, 1, 1),
        RuleResult("secret-in-code", Outcome.PASSED, 1, 0),
        RuleResult("license-table-deprecated", Outcome.UNMEASURED, 0, 0),
    )
    made = project(error, note, rules=rules)
    suite = ElementTree.fromstring(junit(report(projects=(made,)))).find("testsuite")
    assert suite is not None
    cases = {case.get("name"): [child.tag for child in case] for case in suite}
    assert cases == {
        "gate": ["failure"],
        "name-missing": ["failure"],
        "name-short": ["system-out"],
        "secret-in-code": [],
        "license-table-deprecated": ["skipped"],
    }
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("5", "2", "1")
    unknown = replace(made, verdict=Verdict.UNKNOWN, findings=())
    gate = ElementTree.fromstring(junit(report(projects=(unknown,)))).find(".//testcase[@name='gate']")
    assert gate is not None
    assert gate.find("error") is not None


class Tags(HTMLParser):
    """Every tag with its attributes, and the text between."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


_OURS = re.compile(r"https://roadworthy\.example/rules/[a-z-]+/")


def _without_harm(tags: Tags, allowed: set[str]) -> Iterator[str]:
    for tag, attributes in tags.tags:
        if tag not in allowed:
            yield f"<{tag}>"
        for name, value in attributes.items():
            if name.startswith("on") or name in ("src", "srcset", "action", "formaction"):
                yield f"{tag} {name}"
            if name == "style" and not re.fullmatch("text-align:(left|right)", value or ""):
                yield f"{tag} style"
            if name == "href" and not _OURS.fullmatch(value or ""):
                yield f"href {value}"


HTML_TAGS = set(
    "html head meta title style body main footer section h1 h2 h3 p strong b a code pre div span ul ol li"
    " table caption thead tbody tr th td meter details summary svg circle text".split()
)
MARKDOWN_TAGS = set("h2 p ul li strong a code table thead tbody tr th td details summary br".split())


@given(hostile)
def test_a_page_holds_no_tag_and_no_link_of_a_stranger(text: str) -> None:
    assert [*_without_harm(Tags(html(hostile_report(text))), HTML_TAGS)] == []


@given(hostile)
def test_markdown_holds_no_tag_and_no_link_of_a_stranger(text: str) -> None:
    made = markdown(hostile_report(text))
    shown = MarkdownIt("gfm-like", {"linkify": False, "html": True}).render(made)
    assert [*_without_harm(Tags(shown), MARKDOWN_TAGS)] == []


STRANGE = [
    *HOSTILE,
    "<img src=x onerror=alert(1)>",
    "</style><script>alert(1)</script>",
    "![x](https://evil.example/x.png)",
    "[x](javascript:alert(1))",
    "| a | b |",
    "`code`` ```",
    "@octocat and #1 and GH-1",
    "https://evil.example/x and www.evil.example",
    "&lt;script&gt; &#64;octocat",
    "$\\href{javascript:alert(1)}{x}$",
    "~~~\n# title\n~~~",
    "a@evil.example",
]


@pytest.mark.parametrize("text", STRANGE)
def test_strange_names_are_shown_and_do_nothing(text: str) -> None:
    made = hostile_report(text)
    assert [*_without_harm(Tags(html(made)), HTML_TAGS)] == []
    shown = MarkdownIt("gfm-like", {"linkify": False, "html": True}).render(markdown(made))
    tags = Tags(shown)
    assert [*_without_harm(tags, MARKDOWN_TAGS)] == []


@pytest.mark.parametrize(
    ("text", "broken"),
    [("@octocat", "@octocat"), ("#12", "#12"), ("https://a.example", "https://"), ("www.a.example", "www.")],
)
def test_what_a_forge_would_link_is_broken_up(text: str, broken: str) -> None:
    shown = MarkdownIt("commonmark", {"html": True}).render(escaped(text))
    assert broken not in shown
    assert Tags(shown).text.strip() == text


def test_a_page_of_5000_findings_stays_small_and_is_allowed_its_own_style_alone() -> None:
    sources = {f"src/package/module_{n}.py": MODULE * 20 for n in range(100)}
    findings = [
        violation(
            "name-short", place(path, line, 1, line, 9), f"`name_{line}` is not what it says it is", gain=0.1
        )
        for path in sources
        for line in range(1, 51)
    ]
    made = html(replace(report(projects=(project(*findings),)), sources=sources))
    assert len(findings) == 5000
    assert len(made.encode()) < 3_000_000
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', made)
    assert re.fullmatch(
        r"default-src &#x27;none&#x27;; style-src &#x27;sha256-[\w+/=]+&#x27;; base-uri &#x27;none&#x27;;"
        r" form-action &#x27;none&#x27;",
        policy,
    )
    assert "<script" not in made


def test_markdown_fits_a_comment() -> None:
    findings = [
        violation("name-short", place("a.py", n, 1, n, 2), "x" * 200, gain=0.0) for n in range(1, 2000)
    ]
    made = markdown(report(projects=(project(*findings),)))
    assert len(made) < 65_536
    assert f"and {1999 - ROWS} more" in made


def test_each_format_is_a_module_of_its_name() -> None:
    assert set(roadworthy_reports()) == {
        *("text", "concise", "full", "json", "sarif", "github", "gitlab", "junit", "markdown", "html"),
    }


@pytest.mark.parametrize("name", sorted(roadworthy_reports()))
def test_every_format_takes_every_sample(name: str) -> None:
    made: list[Any] = [roadworthy_reports()[name](sample) for sample in SAMPLES.values()]
    assert all(isinstance(text, str) and text.endswith("\n") for text in made if text)


def test_a_secret_is_in_no_format() -> None:
    found = violation("secret-in-code", place("a.py", 1, 14, 1, 33), "a password is in the code")
    made: Report = replace(report(projects=(project(found),)), sources={"a.py": MODULE})
    assert [name for name, render in roadworthy_reports().items() if "hunter2" in render(made)] == []
