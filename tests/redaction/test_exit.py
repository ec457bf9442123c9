"""Nothing leaves but through the pass: no module prints past it, and no format sees what it hides."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest

import roadworthy
from roadworthy.call_trace.summary import merged
from roadworthy.commands.cli import main
from roadworthy.core import result
from roadworthy.core.finding import Fix, Location, Replace, Set, Span
from roadworthy.core.redact import Redactor
from roadworthy.core.result import Report
from roadworthy.core.rule_run import Crash, RuleRun
from roadworthy.core.skipped import Skipped
from roadworthy.fix.diff import diff
from roadworthy.report.redact import _OURS, _OURS_IN, _hidden, redacted
from roadworthy.report.sarif import render
from tests.cli.conftest import GOOD
from tests.redaction.samples import SAMPLES, drawer
from tests.report.factory import LICENSE, project, report

TOKEN = SAMPLES["GitHub token"](drawer("exit"))
SOURCE = Path(roadworthy.__file__).parent
#: What is printed without the pass: text of ours, and what a format made of a report without secrets.
OURS = {
    "self.format_help()",
    "''.join((f'{line}\\n' for line in lines))",
    "found.text",
    "texts[beside[0]].text",
    "f\"{counted(count, 'entry', 'entries')} removed\\n\"",
    "'\\n'.join((page.text for page in chosen))",
    "json.dumps(schema() if options.what == 'config' else report_schema(), indent=2) + '\\n'",
    "render_list(group, options.output_format)",
    "render_list(sorted(chosen, key=lambda rule: (rule.group, rule.name)), options.output_format)",
    "''.join((f'{line}\\n' for p in report.projects for line in road_page(p, view)))",
    "dump(told, indent=2)",
    "render_pages(chosen, options.output_format)",
}


def calls() -> list[tuple[str, ast.Call]]:
    """Return each call in the engine, with its module; the helpers for tests print nothing of a tree."""
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        if not name.startswith("testing/"):
            tree = ast.parse(path.read_text("utf-8"))
            found += [(name, node) for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return found


def test_one_module_prints() -> None:
    printing = (
        "print",
        "pprint",
        "traceback.print_exc",
        "traceback.print_exception",
        "warnings.warn",
        "sys.exit",
    )
    streams = ("sys.stdout.", "sys.stderr.", "sys.__stdout__.", "(sys.stderr")
    found = set()
    for name, call in calls():
        function = ast.unparse(call.func)
        if (
            function in printing
            or (function.startswith(streams) and function.endswith((".write", ".writelines")))
            or (function.endswith(".write") and "sys.std" in function)
        ):
            found.add((name, function))
    exits = {("__main__.py", "sys.exit"), ("commands/signals.py", "sys.exit")}
    assert found == {*exits, ("commands/console.py", "print")}


def test_what_is_printed_without_the_pass_quotes_no_tree() -> None:
    unredacted = ("console.show", "console.emit", "printed")
    found = {ast.unparse(call.args[0]) for _, call in calls() if ast.unparse(call.func) in unredacted}
    assert found == OURS


def test_the_plugin_prints_through_the_pass() -> None:
    lines = [
        ast.unparse(call.args[0]) for _, call in calls() if ast.unparse(call.func).endswith("write_line")
    ]
    assert lines == ["safe(Redactor().text(line))"]


def test_a_report_is_redacted_in_every_text() -> None:
    said = replace(
        project(replace(LICENSE, message=f"`{TOKEN}` is no licence")),
        name=TOKEN,
        evidence=(f"named {TOKEN}",),
        crashes=(Crash("x", TOKEN, f"ValueError: {TOKEN}"),),
    )
    made = report(LICENSE)
    texts = {**made.sources, f"{TOKEN}.py": f"x = '{TOKEN}'\n"}
    made = replace(made, projects=(said,), skipped=(Skipped(f"{TOKEN}.py", TOKEN),), sources=texts)
    assert TOKEN in render(made)
    hidden = redacted(made, Redactor())
    assert TOKEN not in f"{hidden!r}{dict(hidden.sources)!r}{render(hidden)}"


VALUES = [
    kind
    for kind in vars(result).values()
    if is_dataclass(kind) and kind.__module__ == result.__name__ and kind not in (RuleRun, Report)
]


@pytest.mark.parametrize("kind", VALUES)
def test_every_text_of_every_value_is_hidden_but_our_own_names(kind: type) -> None:
    """So a field that is added to the report is hidden from the start."""
    hidden = _hidden(filled(kind), Redactor())
    assert set(texts_of(hidden, TOKEN)) <= {*_OURS, *(name for names in _OURS_IN.values() for name in names)}
    assert not texts_of(_hidden((TOKEN, {"a": [TOKEN]}), Redactor()), TOKEN)


def filled(kind: Any) -> Any:
    """Return a value of a type whose texts are all a secret."""
    if kind in (str, int, float, bool, type(None)):
        return {str: TOKEN, int: 1, float: 1.0, bool: True}.get(kind)
    if kind is Fix:
        return Fix(TOKEN, Replace(Location("a", span=Span(1, 1, 1, 2)), TOKEN))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind))
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        made: Any = kind
        return made(**{item.name: filled(hints[item.name]) for item in fields(kind) if item.init})
    inner, origin = get_args(kind), get_origin(kind)
    if origin is tuple:
        return tuple(filled(one) for one in inner if one is not ...)
    if origin is Mapping:
        return {filled(inner[0]): filled(inner[1])}
    return TOKEN if origin is Literal else filled(inner[0])  # of a union, the first


def texts_of(value: Any, secret: str, name: str = "") -> list[str]:
    """Return the names of the fields in which a value has a text with the secret."""
    if isinstance(value, str):
        return [name] if secret in value else []
    if isinstance(value, Mapping):
        return [found for item in value.values() for found in texts_of(item, secret, name)]
    if isinstance(value, (tuple, list)):
        return [found for item in value for found in texts_of(item, secret, name)]
    if is_dataclass(value):
        return [
            found
            for item in fields(value)
            for found in texts_of(getattr(value, item.name), secret, item.name)
        ]
    return []


def test_a_report_without_secrets_is_the_same() -> None:
    made = report(LICENSE)
    hidden = redacted(made, Redactor())
    assert hidden.projects == made.projects
    assert hidden.sources["pyproject.toml"] == made.sources["pyproject.toml"]


@pytest.mark.parametrize("text", [TOKEN, "a"])
def test_a_fix_never_writes_a_mask(text: str) -> None:
    at = Location("pyproject.toml", ("project", "name"), Span(1, 1, 1, 2))
    for edit in (Replace(at, text), Set(at, [text])):
        violation = replace(LICENSE, fix=Fix(f"Write {text}", edit))
        fix = redacted(report(violation), Redactor()).projects[0].findings[0].fix
        assert fix is not None
        assert fix.edits == (() if text == TOKEN else (edit,))
        assert TOKEN not in fix.title


def test_a_diff_is_masked_and_keeps_its_lines() -> None:
    old = f"a = 1\nkey = '{TOKEN}'\nb = 2\n".encode()
    new = f"a = 2\nkey = '{TOKEN}'\nb = 2\n".encode()
    mask = "*" * len(TOKEN)
    expected = f"--- a/x.py\n+++ b/x.py\n@@ -1,3 +1,3 @@\n-a = 1\n+a = 2\n key = '{mask}'\n b = 2\n"
    assert diff({"x.py": old}, {"x.py": new}) == expected
    removed = diff({"x.py": old}, {"x.py": b"a = 1\nb = 2\n"})
    assert f"\n-key = '{mask}'\n" in removed


def test_mistakes_quote_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pyproject.toml").write_text(GOOD + f'[tool.roadworthy]\nexclude = ["{TOKEN}"]\n')
    assert main(["config"]) == 0
    assert main(["check", "--select", TOKEN]) == 2
    assert main(["check", TOKEN]) == 2
    with pytest.raises(SystemExit):
        main(["check", f"--token={TOKEN}"])
    (tmp_path / "pyproject.toml").write_text(GOOD + f'[tool.roadworthy]\nprofile = "{TOKEN}"\n')
    assert main(["check"]) == 2
    captured = capsys.readouterr()
    assert (captured.out + captured.err).count("***") >= 5
    assert TOKEN not in captured.out + captured.err


def test_a_fault_of_our_own_quotes_no_secret(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(request: object) -> None:
        raise ValueError(f"bad: {TOKEN}")

    monkeypatch.setattr("roadworthy.commands.run.check", broken)
    assert main(["check"]) == 3
    captured = capsys.readouterr()
    assert "ValueError: bad: ***GitHub token***" in captured.err
    assert TOKEN not in captured.err


def test_a_record_names_no_parameter_that_is_a_secret(tmp_path: Path) -> None:
    seen = [
        {
            "called": [("src/a.py", 1, "f")],
            "imported": [],
            "tests": ["tests/test_a.py"],
            "by_test": {f"tests/test_a.py::test_a[{TOKEN}]": [("src/a.py", 1, "f")]},
        }
    ]
    text = merged(str(tmp_path), seen, True)
    assert "test_a[***GitHub token***]" in text
    assert TOKEN not in text


def test_a_fingerprint_is_no_hash_of_a_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    prints = []
    for password in ("Sw0rdfish-1", "Sw0rdfish-2", "public"):
        classifiers = f'classifiers = ["{password}"]\n'
        (tmp_path / "pyproject.toml").write_text(GOOD + classifiers + f'[tool.x]\npassword = "{password}"\n')
        main(["check", "--output-format", "json"])
        found = json.loads(capsys.readouterr().out)["projects"][0]["findings"]
        prints += [item["fingerprint"] for item in found if item["rule"] == "classifier-unknown"]
    assert prints[0] == prints[1] != prints[2]
