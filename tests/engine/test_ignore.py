"""Ignores: each names its rules and its reason, on the line or the line above."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadworthy.core.finding import Fix, Remove, Replace
from roadworthy.core.result import ProjectResult
from roadworthy.engine.directives import directives
from roadworthy.locate.lines import Lines
from roadworthy.testing.pages import build_notebook, inspect_files, installed_rules

RULES = [rule for rule in installed_rules() if rule.name == "breakpoint-left"]


def inspect(source: str, path: str = "src/demo/model.py") -> ProjectResult:
    return inspect_files({path: source.encode()}, RULES)


def test_on_the_line_itself() -> None:
    (finding,) = inspect(
        "breakpoint()  # roadworthy: ignore[breakpoint-left] a debugger's own test\n"
    ).findings
    assert finding.accepted is not None
    assert finding.accepted.reason == "a debugger's own test"
    assert finding.accepted.by == "src/demo/model.py:1"


def test_on_the_line_above() -> None:
    (finding,) = inspect("# roadworthy: ignore[breakpoint-left] on purpose\nbreakpoint()\n").findings
    assert finding.accepted is not None


def test_two_lines_above_is_too_far_and_the_ignore_is_unused() -> None:
    result = inspect("# roadworthy: ignore[breakpoint-left] on purpose\n\nbreakpoint()\n")
    assert [(f.rule, f.place.line, f.accepted) for f in result.findings] == [
        ("ignore-unused", 1, None),
        ("breakpoint-left", 3, None),
    ]


def test_without_a_reason_it_does_not_count() -> None:
    result = inspect("breakpoint()  # roadworthy: ignore[breakpoint-left]\n")
    assert {(f.rule, f.accepted) for f in result.findings} == {
        ("breakpoint-left", None),
        ("ignore-malformed", None),
    }


def test_there_is_no_blanket_form() -> None:
    result = inspect("breakpoint()  # roadworthy: ignore\n")
    assert {f.rule for f in result.findings if f.accepted is None} == {"breakpoint-left", "ignore-malformed"}


def test_an_unknown_rule_is_an_error_with_a_suggestion() -> None:
    result = inspect("x = 1  # roadworthy: ignore[breakpoint-lefd] why not\n")
    (finding,) = result.findings
    assert finding.rule == "ignore-malformed"
    assert finding.message == "no rule is called `breakpoint-lefd`; did you mean `breakpoint-left`?"


def test_several_rules_share_a_comment() -> None:
    (directive,) = directives("a.toml", Lines("x = 1  # roadworthy: ignore[one, two] both at once"))
    assert directive.rules == ("one", "two")
    assert directive.reason == "both at once"


def test_a_string_is_no_comment() -> None:
    assert inspect('text = "# roadworthy: ignore[breakpoint-left] a string"\n').findings == ()


def test_in_toml() -> None:
    source = '[project]\nname = "demo"  # roadworthy: ignore[unreadable-file] generated\n'
    (finding,) = inspect(source, "pyproject.toml").findings
    assert (finding.rule, finding.place.line) == ("ignore-unused", 2)


#: In each kind of text file, one comment, and something that is none.
KINDS = {
    "Dockerfile.prod": ("# roadworthy: ignore[{}] why", "FROM a#roadworthy: ignore[{}] why"),
    "serve.dockerfile": ("RUN a  # roadworthy: ignore[{}] why", "FROM a#roadworthy: ignore[{}] why"),
    "requirements.txt": ("numpy  # roadworthy: ignore[{}] why", "numpy#roadworthy: ignore[{}] why"),
    "requirements/prod.in": ("# roadworthy: ignore[{}] why", "; roadworthy: ignore[{}] why"),
    "setup.cfg": ("# roadworthy: ignore[{}] why", "name = demo  # roadworthy: ignore[{}] why"),
    "tox.ini": ("; roadworthy: ignore[{}] why", "a = b ; roadworthy: ignore[{}] why"),
    "Pipfile": ("a = 1 # roadworthy: ignore[{}] why", "; roadworthy: ignore[{}] why"),
    ".github/workflows/ci.yml": ("a: 1 # roadworthy: ignore[{}] why", "a: b#roadworthy: ignore[{}] why"),
    "README.md": ("<!-- roadworthy: ignore[{}] why -->", "# roadworthy: ignore[{}] why"),
    "docs/index.rst": (".. roadworthy: ignore[{}] why", "# roadworthy: ignore[{}] why"),
    "MANIFEST.in": ("# roadworthy: ignore[{}] why", "include a # roadworthy: ignore[{}] why"),
    "run.sh": ("ls # roadworthy: ignore[{}] why", "echo a#roadworthy: ignore[{}] why"),
    "data.pyi": ("x: int  # roadworthy: ignore[{}] why", "x = '# roadworthy: ignore[{}] why'"),
}


@pytest.mark.parametrize("path", KINDS)
def test_in_each_kind_of_text_file(path: str) -> None:
    text = KINDS[path][0].format("breakpoint-left")
    (finding,) = inspect_files({path: f"{text}\n".encode()}, RULES).findings
    assert finding.rule == "ignore-unused"
    assert (finding.place.path, finding.place.line) == (path, 1)


@pytest.mark.parametrize("path", KINDS)
def test_what_is_no_comment_there_ignores_nothing(path: str) -> None:
    text = KINDS[path][1].format("breakpoint-left")
    assert inspect_files({path: f"{text}\n".encode()}, RULES).findings == ()


@pytest.mark.parametrize("path", ["package.json", "notes.txt", "Dockerfile.j2"])
def test_a_kind_without_comments_has_no_ignores(path: str) -> None:
    text = b"# roadworthy: ignore[breakpoint-left] why\n"
    assert inspect_files({path: text}, RULES).findings == ()


@pytest.mark.parametrize(
    ("path", "text", "rule"),
    [
        ("Dockerfile.prod", "{}\nFROM python:latest\n", "base-image-unpinned"),
        ("requirements.txt", "{}\nblack\n", "development-tool-in-runtime"),
        ("requirements.txt", "black  {}\n", "development-tool-in-runtime"),
        ("setup.cfg", "[metadata]\nname = demo\n{}\nversion = 1.x.y\n", "version-invalid"),
    ],
)
def test_it_accepts_a_finding_there(path: str, text: str, rule: str) -> None:
    rules = [each for each in installed_rules() if each.name == rule]
    for comment, accepted in ((f"# roadworthy: ignore[{rule}] for now", True), ("# nothing", False)):
        found = inspect_files({path: text.format(comment).encode()}, rules).findings
        assert [(finding.rule, finding.accepted is not None) for finding in found] == [(rule, accepted)]


def test_in_a_notebook_it_covers_its_own_cell_only() -> None:
    comment = "x = 1  # roadworthy: ignore[breakpoint-left] shown to students"
    notebook = build_notebook([{"source": "1"}, {"source": comment}])
    (finding,) = inspect_files({"a.ipynb": notebook}, RULES).findings
    assert (finding.rule, finding.place.cell, finding.place.line) == ("ignore-unused", 2, 1)


def test_a_comment_in_one_cell_covers_no_line_of_another() -> None:
    rules = [rule for rule in installed_rules() if rule.name == "notebook-path-absolute"]
    comment, path = (
        "# roadworthy: ignore[notebook-path-absolute] shown to students",
        "y = open('/home/anna/a.csv')",
    )
    notebook = build_notebook([{"source": f"{comment}\nx = 1"}, {"source": f"x = 2\n{path}"}])
    found = inspect_files({"a.ipynb": notebook}, rules).findings
    assert [(f.rule, f.place.cell, f.place.line, f.accepted) for f in found] == [
        ("ignore-unused", 1, 1, None),
        ("notebook-path-absolute", 2, 2, None),
    ]


def test_an_unused_ignore_of_one_rule_can_be_removed_and_one_of_several_cannot() -> None:
    alone = "x = 1  # roadworthy: ignore[breakpoint-left] why\n"
    (finding,) = inspect(alone).findings
    assert finding.fix is not None
    (edit,) = finding.fix.edits
    assert isinstance(edit, Replace)
    assert edit.text == ""
    assert edit.at.span is not None
    assert (edit.at.file, edit.at.span.line, edit.at.span.column) == ("src/demo/model.py", 1, 8)
    both = "breakpoint()  # roadworthy: ignore[breakpoint-left, unreadable-file] why\n"
    (unused,) = [each for each in inspect(both).findings if each.rule == "ignore-unused"]
    assert unused.fix is None
    assert unused.message == "nothing here violates `unreadable-file`"


def test_a_comment_behind_a_string_that_looks_like_one_is_seen() -> None:
    first = '"# roadworthy: ignore[one] no comment"  # roadworthy: ignore[two] why'
    text = f"{first}\nx = 1 # roadworthy: ignore[three] why"
    found = list(directives("a.py", Lines(text), python=True))
    assert [(each.rules, each.line, each.span.column) for each in found] == [
        (("two",), 1, 41),
        (("three",), 2, 7),
    ]


@pytest.mark.parametrize(
    ("settings", "reason", "by"),
    [
        ("[tool.roadworthy.ignore]\nbreakpoint-left = 'all do'", "all do", "pyproject.toml:2"),
        (
            "[tool.roadworthy.per-file-ignores]\n'other/' = { breakpoint-left = 'no' }\n"
            "'src/**' = { breakpoint-left = 'these do' }",
            "these do",
            "pyproject.toml:3",
        ),
        ("[tool.roadworthy.per-file-ignores]\n'other/' = { breakpoint-left = 'no' }", None, None),
    ],
)
def test_settings_accept_by_rule_and_by_file(settings: str, reason: str | None, by: str | None) -> None:
    files = {"src/demo/a.py": b"breakpoint()\n", "pyproject.toml": f"{settings}\n".encode()}
    (finding,) = [item for item in inspect_files(files, RULES).findings if item.rule == "breakpoint-left"]
    accepted = finding.accepted
    assert (accepted and accepted.reason, accepted and accepted.by) == (reason, by)


#: What the settings ignore, the files, and what is said of an ignore: its message, line, and route.
UNUSED = {
    "of the project": (
        "[tool.roadworthy.ignore]\nbreakpoint-left = 'all do'",
        "x = 1",
        [("nothing violates `breakpoint-left`", 2, ("tool", "roadworthy", "ignore", "breakpoint-left"))],
    ),
    "of some files": (
        "[tool.roadworthy.per-file-ignores]\n'docs/**' = { breakpoint-left = 'shown' }",
        "breakpoint()",
        [
            (
                "nothing in files that match `docs/**` violates `breakpoint-left`",
                2,
                ("tool", "roadworthy", "per-file-ignores", "docs/**", "breakpoint-left"),
            )
        ],
    ),
    "of the project, in use": ("[tool.roadworthy.ignore]\nbreakpoint-left = 'all do'", "breakpoint()", []),
    "of some files, in use": (
        "[tool.roadworthy.per-file-ignores]\n'src/**' = { breakpoint-left = 'these do' }",
        "breakpoint()",
        [],
    ),
    "of a rule that had nothing to look at": (
        "[tool.roadworthy.ignore]\nbreakpoint-left = 'all do'",
        None,
        [],
    ),
    "of a rule that did not run": ("[tool.roadworthy.ignore]\nprint-in-package = 'a tool'", "x = 1", []),
    "of a rule of the engine, which looks at every run": (
        "[tool.roadworthy.ignore]\nunreadable-file = 'sent later'",
        None,
        [("nothing violates `unreadable-file`", 2, ("tool", "roadworthy", "ignore", "unreadable-file"))],
    ),
}


@pytest.mark.parametrize("which", UNUSED)
def test_an_ignore_in_the_settings_that_matches_nothing_is_unused(which: str) -> None:
    settings, code, expected = UNUSED[which]
    files = {
        "pyproject.toml": f"{settings}\n".encode(),
        **({} if code is None else {"src/demo/a.py": f"{code}\n".encode()}),
    }
    found = [each for each in inspect_files(files, RULES).findings if each.rule == "ignore-unused"]
    assert [(each.message, each.place.line, route_of(each.fix)) for each in found] == expected


def route_of(fix: Fix | None) -> tuple[str | int, ...]:
    """Return what a fix removes."""
    assert fix is not None
    assert fix.title == "Remove the ignore"
    (edit,) = fix.edits
    assert isinstance(edit, Remove)
    return edit.at.route


def test_a_comment_that_ends_before_its_line_keeps_its_own_reason() -> None:
    (found,) = directives("README.md", Lines("<!-- roadworthy: ignore[one] why --> and <!-- more -->"))
    assert found.reason == "why"


def test_a_comment_in_a_cell_is_at_a_line_of_its_source() -> None:
    (found,) = directives("a.ipynb", Lines("x\n# roadworthy: ignore[one] why"), python=True, cell=3)
    assert found.at.route == ("cells", 2, "source", 1)


def test_a_comment_is_found_in_a_file_that_is_not_all_text() -> None:
    text = b"# caf\xe9\nnumpy  # roadworthy: ignore[breakpoint-left] why\n"
    (finding,) = inspect_files({"requirements.txt": text}, RULES).findings
    assert (finding.rule, finding.place.line) == ("ignore-unused", 2)


def test_a_comment_without_a_rule_is_told_how_to_name_one() -> None:
    (finding,) = inspect("x = 1  # roadworthy: ignore\n").findings
    assert finding.message == "an ignore needs a rule: `# roadworthy: ignore[rule-name] reason`"


@given(st.text(max_size=200))
def test_any_text_can_be_searched(text: str) -> None:
    for python in (False, True):
        for directive in directives("a.py", Lines(text), python=python):
            assert directive.line >= 1
