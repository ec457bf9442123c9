from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from roadworthy.core.fault import Problem
from roadworthy.core.result import Accepted, Report
from roadworthy.core.score_result import GroupScore
from roadworthy.core.skipped import Skipped
from roadworthy.report.home import HOME
from roadworthy.report.json import render
from roadworthy.report.paths import without_directories
from roadworthy.report.schema import report_schema

from .factory import (
    ACCEPTED,
    LICENSE,
    RULES,
    SECRET,
    SHORT,
    crashed,
    place,
    project,
    report,
    samples,
    violation,
)

SAMPLES = samples()


def load(of: Report) -> Any:
    return json.loads(render(of))


@pytest.mark.parametrize("name", SAMPLES)
def test_every_report_follows_the_schema(name: str) -> None:
    schema = report_schema()
    Draft202012Validator.check_schema(schema)
    errors = list(
        Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(load(SAMPLES[name]))
    )
    assert errors == []


def test_the_schema_is_strict_and_described() -> None:
    seen = 0
    for schema in objects(report_schema()):
        seen += 1
        assert schema["additionalProperties"] is False
        assert schema["required"] == list(schema["properties"])
        assert all("description" in value for value in schema["properties"].values())
    assert seen > 10


def objects(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        if "properties" in schema:
            yield schema
        for value in schema.values():
            yield from objects(value)


def test_keys_come_in_the_documented_order() -> None:
    data = load(report(LICENSE, sources={}, skipped=(Skipped("a.py", "larger than 5 MiB"),)))
    first = data["projects"][0]
    assert list(data) == ["schema", "tool", "complete", "files", "projects", "pack_faults"]
    assert list(data["tool"]) == ["name", "version", "edition", "packs"]
    assert list(first) == (
        "root name kind profile verdict reasons score pypi findings rules"
        " crashes path_to_threshold partial tests diff_base baseline road".split()
    )
    keys = ["value", "with_accepted", "measured", "fail_under", "groups", "standing"]
    assert list(first["score"]) == keys
    assert list(first["findings"][0]) == (
        "rule group severity message path line column end_line end_column cell place fingerprint"
        " gain pypi fix accepted new why url details related".split()
    )
    assert list(first["rules"][0]) == ["name", "outcome", "subjects", "affected", "reasons", "gain"]
    # What the interface documents, the schema requires.
    assert list(report_schema()["properties"]) == list(data)


def test_values() -> None:
    finding = replace(LICENSE, accepted=Accepted("ours alone", "pyproject.toml:9"), new=False, gain=-0.04)
    data = load(report(finding))
    found = data["projects"][0]["findings"][0]
    assert found["severity"] == "warning"
    assert found["place"] == "project.license"
    assert found["fix"] == {
        "title": "Write the expression",
        "safe": True,
        "edits": [
            {
                "edit": "replace",
                "path": "pyproject.toml",
                "route": [],
                "span": [4, 11, 4, 27],
                "text": '"MIT"',
                "value": None,
            }
        ],
    }
    assert found["why"] == "PEP 639 replaces the table by an SPDX expression."
    assert found["url"] == f"{HOME}rules/license-table-deprecated/"
    assert found["accepted"] == {"reason": "ours alone", "by": "pyproject.toml:9"}
    assert found["new"] is False
    assert data["schema"] == "roadworthy-report/1"
    assert data["projects"][0]["pypi"] is None
    assert data["projects"][0]["path_to_threshold"] == [
        {"rule": "license-table-deprecated", "findings": 1, "gain": 12.3}
    ]


def test_numbers_have_one_decimal_and_no_negative_zero() -> None:
    text = render(report(replace(LICENSE, gain=-0.04)))
    score = json.loads(text)["projects"][0]["score"]
    assert "-0.0" not in text
    assert (score["value"], score["measured"]) == (35.3, 85.0)
    assert '"measured": 85.0' in text
    keys = ("name", "weight", "value", "measured")
    assert [tuple(group[key] for key in keys) for group in score["groups"]] == [
        ("metadata", 60.0, 30.0, True),
        ("code", 25.0, 0.0, True),
        ("artifacts", 15.0, None, False),
    ]


def test_equal_input_in_any_order_gives_equal_bytes() -> None:
    made = report(LICENSE, SECRET, SHORT, ACCEPTED, skipped=(Skipped("b", "x"), Skipped("a", "y")))
    only = made.projects[0]
    turned = replace(
        made,
        packs=made.packs[::-1],
        skipped=made.skipped[::-1],
        projects=(replace(only, findings=only.findings[::-1], rules=only.rules[::-1]),),
        rules=dict(reversed([*RULES.items()])),
    )
    assert render(made) == render(turned)
    assert render(made).endswith("}\n")


def test_a_notebook_is_reported_by_cell() -> None:
    found = load(SAMPLES["notebook"])["projects"][0]["findings"][0]
    assert (found["cell"], found["line"], found["column"]) == (1, 2, 1)


def test_findings_are_sorted_by_number_not_by_text() -> None:
    found = load(report(*(violation("name-short", place("m.py", n, 1, n, 2)) for n in (10, 9, 100))))
    assert [finding["line"] for finding in found["projects"][0]["findings"]] == [9, 10, 100]


@pytest.mark.parametrize("name", SAMPLES)
def test_the_text_is_inert(name: str) -> None:
    text = render(SAMPLES[name])
    text.encode("utf-8")  # no lone surrogates
    assert not [
        c for c in text if c != "\n" and (ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 or c in "\u202e\u2028")
    ]
    assert "##[" not in text
    assert not any(line.lstrip().startswith("::") for line in text.splitlines())


def test_hostile_names_keep_their_value() -> None:
    paths = {finding["path"] for finding in load(SAMPLES["hostile"])["projects"][0]["findings"]}
    assert {"two\nlines.py", "esc\x1b[31m.py", "\u202egnp.py", "##[error]x.py"} <= paths
    assert "bytes\\udcff.py" in paths


def test_absolute_paths_do_not_appear() -> None:
    findings = (
        violation("name-missing", place("/home/me/churn/pyproject.toml")),
        violation(
            "name-short",
            place("/home/me/churn/src/m.py"),
            accepted=Accepted("old", "/home/me/churn/pyproject.toml:3"),
        ),
    )
    made = project(*findings, root="/home/me/churn", crashes=crashed().projects[0].crashes)
    text = render(report(projects=(made,), sources={}))
    data = json.loads(text)["projects"][0]
    assert "/home" not in text
    assert data["root"] == "."
    assert [finding["path"] for finding in data["findings"]] == ["pyproject.toml", "src/m.py"]
    assert data["findings"][1]["accepted"]["by"] == "pyproject.toml:3"


def test_several_absolute_roots_are_relative_to_their_parent() -> None:
    roots = ("/srv/a", "/srv/b")
    made = [project(violation("name-missing", place(f"{root}/x.toml")), root=root) for root in roots]
    data = load(report(projects=tuple(made), sources={}))
    assert [item["root"] for item in data["projects"]] == ["a", "b"]
    assert [item["findings"][0]["path"] for item in data["projects"]] == ["a/x.toml", "b/x.toml"]


def test_named_artifacts_with_absolute_paths() -> None:
    made = project(violation("name-missing", place("/tmp/x/churn-1.0.whl")), kind="artifact")
    data = load(report(projects=(made,), sources={}))
    assert data["projects"][0]["findings"][0]["path"] == "churn-1.0.whl"


@pytest.mark.parametrize(
    ("traceback", "shown"),
    [
        ('  File "/opt/v/lib/python3.12/site-packages/acme/r.py", line 3', '  File "acme/r.py", line 3'),
        ('  File "/usr/lib/python3.12/json/decoder.py", line 3', '  File "json/decoder.py", line 3'),
        ('  File "C:\\Users\\me\\src\\acme\\r.py", line 3', '  File "acme/r.py", line 3'),
        ('  File "/home/me too/r.py", line 3', '  File ".../r.py", line 3'),
        ('  File "<string>", line 3', '  File "<string>", line 3'),
        ("OSError: '/home/me/x.toml'", "OSError: '.../x.toml'"),
        ("OSError: C:\\Users\\me\\x.toml", "OSError: .../x.toml"),
        ("ValueError: see https://example.com/a/b/c", "ValueError: see https://example.com/a/b/c"),
        ("    return a / b // c", "    return a / b // c"),
        ("    path = 'src/demo/x.py'", "    path = 'src/demo/x.py'"),
    ],
)
def test_tracebacks_name_no_directory_of_the_machine(traceback: str, shown: str) -> None:
    assert without_directories(traceback) == shown


def test_faults_of_packs_keep_their_file() -> None:
    fault = Problem("ImportError: no module named `x`", "/opt/acme/__init__.py", 3, pack="acme")
    data = load(report(pack_faults=(fault,)))
    assert data["complete"] is False
    assert data["pack_faults"] == [
        {"pack": "acme", "message": fault.message, "file": "/opt/acme/__init__.py", "line": 3}
    ]


def test_a_score_that_is_unknown_is_null() -> None:
    data = load(report(projects=(project(score=None, partial=True, path=()),)))
    assert data["projects"][0]["score"] is None
    assert data["projects"][0]["partial"] is True
    assert GroupScore("x", 1, None).value is None
