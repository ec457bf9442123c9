from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from roadworthy.commands.plugins import load_plugins
from roadworthy.core import limits
from roadworthy.core.finding import Append, Create, Fix, Location, Replace, Span
from roadworthy.core.result import Accepted, Report
from roadworthy.core.rule import Rule, Severity
from roadworthy.core.skipped import Skipped
from roadworthy.report.home import HOME
from roadworthy.report.linehash import line_hashes
from roadworthy.report.offered import roadworthy_reports
from roadworthy.report.sarif import FINGERPRINT, render
from roadworthy.report.sarif_places import QUOTED, uri
from roadworthy.report.sarif_rules import LONGEST, descriptors, shows_secret

from .factory import (
    ACCEPTED,
    HOSTILE,
    LICENSE,
    MODULE,
    PYPROJECT,
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
from .sarif_schema import MISSING, load_schema, problems

SAMPLES = samples()


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    found = load_schema()
    if found is None:
        pytest.skip(MISSING)
    return found


@cache
def rendered(name: str) -> str:
    return render(SAMPLES[name])


def run(of: Report) -> Any:
    (only,) = json.loads(render(of))["runs"]
    return only


def results(*findings: Any, **changes: Any) -> Any:
    return run(report(*findings, **changes))["results"]


def physical(result: Any) -> Any:
    return result["locations"][0]["physicalLocation"]


def columns(result: Any) -> tuple[int, ...]:
    region = physical(result)["region"]
    return region["startLine"], region["startColumn"], region["endLine"], region["endColumn"]


@pytest.mark.parametrize("name", SAMPLES)
def test_every_report_follows_the_schema(name: str, schema: dict[str, Any]) -> None:
    assert list(problems(json.loads(rendered(name)), schema)) == []


def test_the_schema_check_sees_a_bad_uri(schema: dict[str, Any]) -> None:
    log = json.loads(render(report(SHORT)))
    log["runs"][0]["artifacts"][0]["location"]["uri"] = "a b#1%.py"
    assert list(problems(log, schema))


@pytest.mark.parametrize("name", SAMPLES)
def test_what_github_requires_is_there(name: str) -> None:
    log = json.loads(rendered(name))
    assert (log["version"], len(log["runs"])) == ("2.1.0", 1)
    driver = log["runs"][0]["tool"]["driver"]
    assert driver["name"] == "roadworthy"
    for rule in driver["rules"]:
        assert 0 < len(rule["shortDescription"]["text"]) <= LONGEST
        assert 0 < len(rule["fullDescription"]["text"]) <= LONGEST
        assert rule["help"]["text"]
    for result in log["runs"][0]["results"]:
        assert result["message"]["text"]
        assert result["partialFingerprints"]["primaryLocationLineHash"]
        assert physical(result)["artifactLocation"]["uri"]
        first, column, last, end = columns(result)
        assert (1, 1) <= (first, column) <= (last, end)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_whole_catalogue_is_listed(name: str) -> None:
    rules = json.loads(rendered(name))["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == sorted(SAMPLES[name].rules)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_text_is_inert(name: str) -> None:
    text = render(SAMPLES[name])
    text.encode("utf-8")
    assert not [
        c for c in text if c != "\n" and (ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 or c in "\u202e\u2028")
    ]
    assert "##[" not in text


def test_a_weakness_is_a_security_alert() -> None:
    risky = replace(RULES["name-missing"], security=7.5, cwe=22)
    (shown,) = descriptors({risky.name: risky})
    assert shown["properties"]["security-severity"] == "7.5"
    assert shown["properties"]["tags"] == ["metadata", "pypi", "security", "external/cwe/cwe-022"]


def test_every_rule_that_finds_secrets_is_a_security_alert() -> None:
    found = [rule for rule in load_plugins().rules.values() if shows_secret(rule.name)]
    assert len(found) > 5
    assert [rule.name for rule in found if rule.security is None] == []


def test_what_is_no_weakness_has_no_security_severity() -> None:
    for shown in descriptors(RULES):
        assert "security-severity" not in shown["properties"]
        assert "security" not in shown["properties"]["tags"]


def test_reports_of_one_commit_are_told_apart_by_their_category() -> None:
    assert (
        run(replace(report(SHORT), category="services/churn"))["automationDetails"]["id"] == "services/churn/"
    )


def test_a_rule() -> None:
    rules = {rule["id"]: rule for rule in descriptors(RULES)}
    assert rules["name-missing"]["name"] == "NameMissing"
    assert rules["name-missing"]["deprecatedIds"] == ["name-absent"]
    assert rules["name-missing"]["helpUri"] == f"{HOME}rules/name-missing/"
    assert rules["name-missing"]["fullDescription"]["text"] == "The project has no name."
    assert rules["name-missing"]["properties"] == {
        "tags": ["metadata", "pypi"],
        "precision": "high",
        "problem.severity": "error",
    }
    assert rules["name-short"]["defaultConfiguration"] == {"enabled": False, "level": "note", "rank": 10.0}
    assert rules["license-table-deprecated"]["fullDescription"]["text"].startswith("PEP 639 replaces")
    assert "```toml bad" in rules["license-table-deprecated"]["help"]["markdown"]


def test_a_rule_with_a_long_page_or_none_at_all() -> None:
    def long() -> Any: ...

    def bare() -> Any: ...

    long.__doc__ = f"A fault.\n\n{'word ' * 400}\n"
    rules = {name: Rule(name, f, Severity.NOTE, "0.1") for name, f in (("long", long), ("bare", bare))}
    made_bare, made_long = descriptors(rules)
    assert len(made_long["fullDescription"]["text"]) <= LONGEST
    assert made_long["fullDescription"]["text"].endswith("word…")
    assert made_bare["fullDescription"]["text"] == made_bare["help"]["text"] == "bare"
    assert "name" not in made_bare  # it would only repeat the id


def test_a_result() -> None:
    (result,) = results(LICENSE)
    assert result["ruleId"] == "license-table-deprecated"
    assert (result["ruleIndex"], result["kind"], result["level"]) == (0, "fail", "warning")
    assert result["message"] == {
        "text": LICENSE.message,
        "id": "default",
        "arguments": [LICENSE.message],
    }
    assert columns(result) == (4, 1, 4, 27)
    assert physical(result)["region"]["snippet"]["text"] == 'license = { text = "MIT" }'
    assert physical(result)["contextRegion"]["startLine"] == 3
    assert [related["id"] for related in result["relatedLocations"]] == [1, 2]
    assert result["partialFingerprints"] == {
        "primaryLocationLineHash": line_hashes(PYPROJECT, [4])[4],
        FINGERPRINT: LICENSE.fingerprint,
    }


def test_the_run() -> None:
    made = run(report(LICENSE, ACCEPTED))
    assert made["columnKind"] == "utf16CodeUnits"
    assert made["automationDetails"]["id"] == "roadworthy/"
    assert set(made["originalUriBaseIds"]["%SRCROOT%"]) == {"description"}
    assert made["properties"] == {"accepted": 1}
    assert [pack["name"] for pack in made["tool"]["extensions"]] == ["code", "metadata"]
    assert made["invocations"][0]["executionSuccessful"] is True
    assert made["invocations"][0]["exitCode"] == 1
    assert made["artifacts"] == [
        {
            "location": {"uri": "pyproject.toml", "uriBaseId": "%SRCROOT%"},
            "encoding": "utf-8",
            "length": len(PYPROJECT.encode()),
        },
        {
            "location": {"uri": "m.py", "uriBaseId": "%SRCROOT%"},
            "encoding": "utf-8",
            "length": len(MODULE.encode()),
        },
    ]


def test_versions_that_are_not_semantic_are_not_called_so() -> None:
    assert run(report())["tool"]["driver"]["semanticVersion"] == "0.1.0"
    assert "semanticVersion" not in run(report(version="0.1.0.dev3"))["tool"]["driver"]


def test_equal_input_in_any_order_gives_equal_bytes() -> None:
    made = report(LICENSE, SECRET, SHORT, ACCEPTED, skipped=(Skipped("b", "x"), Skipped("a", "y")))
    only = made.projects[0]
    turned = replace(
        made,
        packs=made.packs[::-1],
        skipped=made.skipped[::-1],
        projects=(replace(only, findings=only.findings[::-1]),),
        rules=dict(reversed([*RULES.items()])),
        sources=dict(reversed([*made.sources.items()])),
    )
    assert render(made) == render(turned)


@pytest.mark.parametrize(
    ("text", "span", "expected"),
    [
        ("abc = 1\n", (1, 5, 1, 6), (1, 5, 1, 6)),
        ("é = 1; x\n", (1, 8, 1, 9), (1, 8, 1, 9)),
        ('x = "😀😀"; y\n', (1, 11, 1, 12), (1, 13, 1, 14)),
        ("\ta = 1\n", (1, 2, 1, 3), (1, 2, 1, 3)),
        ("\ufeffa = 1\n", (1, 1, 1, 2), (1, 1, 1, 2)),
        ("\ufeff😀 = 1\n", (1, 3, 1, 4), (1, 4, 1, 5)),
        ("a\r\n😀b\r\n", (2, 2, 2, 3), (2, 3, 2, 4)),
        ("a\r😀b\r", (2, 2, 2, 3), (2, 3, 2, 4)),
        ("a\x0cb\u2028😀c\n", (1, 6, 1, 7), (1, 7, 1, 8)),
        ("😀(\n  😀)\n", (1, 2, 2, 4), (1, 3, 2, 5)),
        ("ab\n", (1, 2, 1, 90), (1, 2, 1, 3)),  # out of the line
        ("ab\n", (9, 2, 12, 1), (2, 1, 2, 1)),  # out of the file
        ("abc\n", (1, 3, 1, 1), (1, 3, 1, 3)),  # the end before the start
        ("abc\n", (0, 0, 0, 0), (1, 1, 1, 1)),
    ],
)
def test_columns_count_utf16_code_units(text: str, span: tuple[int, ...], expected: tuple[int, ...]) -> None:
    (result,) = results(violation("name-short", place("f.py", *span)), sources={"f.py": text})
    assert columns(result) == expected


def test_snippets_are_what_the_region_holds() -> None:
    for text, span in (("a\r\nb😀c\r\nd\r\n", (1, 1, 2, 3)), ("\ufeffab\n", (1, 1, 1, 3))):
        (result,) = results(violation("name-short", place("f.py", *span)), sources={"f.py": text})
        assert physical(result)["region"]["snippet"]["text"] in ("a\r\nb😀", "ab")


def test_huge_lines_are_not_quoted() -> None:
    long = violation("name-short", place("f.py", 2, 1, 2, QUOTED + 2))
    beside = violation("name-short", place("f.py", 1, 1, 1, 2))
    first, second = results(long, beside, sources={"f.py": "a\n" + "x" * 9_000 + "\n"})
    assert physical(first)["region"]["snippet"]["text"] == "a"
    assert "snippet" not in physical(second)["region"]
    assert "contextRegion" not in physical(first)
    assert "contextRegion" not in physical(second)


def test_secrets_are_never_quoted() -> None:
    near = violation("name-short", place("m.py", 2, 1, 2, 2), "near")
    hidden = replace(SECRET, accepted=Accepted("a test", "m.py:1"))
    for secret in (SECRET, hidden):
        text = render(report(near, secret, LICENSE))
        assert "hunter2" not in text
        assert '"y"' in text  # the neighbour's own line


def test_hostile_names() -> None:
    made = results(*SAMPLES["hostile"].projects[0].findings, sources=SAMPLES["hostile"].sources)
    uris = [physical(result)["artifactLocation"]["uri"] for result in made]
    assert len(uris) == len(HOSTILE) + 1
    assert all(re.fullmatch(r"(?:[A-Za-z0-9_.~/-]|%[0-9A-F]{2})+", found) for found in uris)
    assert {"bytes%FF.py", "a%3Ab.py", "%F0%9F%98%80.py", "two%0Alines.py"} <= set(uris)
    messages = [result["message"]["text"] for result in made]
    assert "`two\\x0alines.py` is short" in messages
    assert not [message for message in messages if re.search("[\x00-\x1f\u202e]|\\]\\(", message)]


def test_uris_of_names_that_are_no_unicode() -> None:
    assert uri("a\udcff") == "a%FF"
    assert uri("a\ud800") == "a%ED%A0%80"
    assert uri(".") == "."
    assert uri("") == "."


def test_a_notebook_has_the_line_of_its_file() -> None:
    (result,) = run(SAMPLES["notebook"])["results"]
    assert columns(result) == (6, 5, 6, 15)
    assert physical(result)["region"]["snippet"]["text"] == '"print(1)"'


def test_absent_files_have_a_place_but_no_artifact() -> None:
    made = run(SAMPLES["absent"])
    assert made["artifacts"] == []
    for result in made["results"]:
        assert columns(result) == (1, 1, 1, 1)
        assert set(physical(result)) == {"artifactLocation", "region"}
        assert "index" not in physical(result)["artifactLocation"]


def test_archives_name_the_member() -> None:
    first, second = run(SAMPLES["archive"])["results"]
    assert columns(first) == (1, 1, 1, 1)
    assert first["locations"][0]["logicalLocations"] == [
        {"fullyQualifiedName": "churn/__init__.py", "kind": "resource"}
    ]
    hashes = {result["partialFingerprints"]["primaryLocationLineHash"] for result in (first, second)}
    assert len(hashes) == 2


def test_accepted_findings_are_left_out_and_counted() -> None:
    made = run(SAMPLES["accepted"])
    assert made["results"] == []
    assert made["properties"]["accepted"] == 1


def test_more_results_than_fit() -> None:
    made = run(SAMPLES["many"])
    assert len(made["results"]) == limits.SARIF_RESULTS
    # The one warning is kept, though it comes last.
    assert made["results"][-1]["ruleId"] == "license-table-deprecated"
    (notice,) = made["invocations"][0]["toolExecutionNotifications"]
    assert notice["message"]["text"].startswith("101 results, the least severe, are left out")
    assert made["invocations"][0]["executionSuccessful"] is True


def test_what_went_wrong_is_said() -> None:
    made = run(crashed())
    (invocation,) = made["invocations"]
    assert invocation["executionSuccessful"] is False
    assert invocation["exitCode"] == 3
    described = [notice["id"] for notice in made["tool"]["driver"]["notifications"]]
    found = []
    for notice in invocation["toolExecutionNotifications"]:
        assert described[notice["descriptor"]["index"]] == notice["descriptor"]["id"]
        found.append(notice["descriptor"]["id"])
    assert found == ["rule-crashed"] * 2 + ["pack-broken", "run-incomplete"] + ["path-skipped"] * 2
    crash = invocation["toolExecutionNotifications"][0]
    assert crash["exception"] == {"kind": "FileNotFoundError", "message": "no such file: '.../m.py'"}
    assert crash["associatedRule"] == {"id": "name-short", "index": 2}
    assert "/home" not in render(crashed())


def test_two_results_of_a_rule_on_a_line_are_two_alerts() -> None:
    first, second, other = (
        violation("name-short", place("m.py", 5, n, 5, n + 1), f"`{n}`") for n in (1, 3, 5)
    )
    alone = results(first)[0]["partialFingerprints"]["primaryLocationLineHash"]
    made = results(first, second, other, violation("name-missing", place("m.py", 5, 1, 5, 2)))
    by_rule = [(r["ruleId"], r["partialFingerprints"]["primaryLocationLineHash"]) for r in made]
    assert alone == line_hashes(MODULE, [5])[5]
    assert len(set(by_rule)) == 4
    assert by_rule[0] == ("name-missing", alone)
    assert by_rule[1] == ("name-short", alone)
    assert all(re.fullmatch("[0-9a-f]+:[0-9]+", value) for _, value in by_rule)


def test_findings_that_even_share_a_fingerprint_are_told_apart() -> None:
    same = [violation("name-missing", place("absent.toml"), fingerprint="f") for _ in range(3)]
    hashes = {r["partialFingerprints"]["primaryLocationLineHash"] for r in results(*same)}
    assert {value.partition(":")[2] for value in hashes} == {"1", "2", "3"}


def test_accepting_one_finding_renames_no_other() -> None:
    first = violation("name-short", place("m.py", 5, 1, 5, 2), "first")
    second = violation("name-short", place("m.py", 5, 5, 5, 6), "second")
    before = results(first, second)[1]["partialFingerprints"]
    assert (
        results(replace(first, accepted=Accepted("so be it", "m.py:4")), second)[0]["partialFingerprints"]
        == before
    )


def test_lines_inserted_above_change_no_fingerprint() -> None:
    below = violation("name-short", place("m.py", 8, 1, 8, 6), SHORT.message)
    (before,), (after,) = results(SHORT), results(below, sources={"m.py": "# one\n# two\n# three\n" + MODULE})
    assert before["partialFingerprints"] == after["partialFingerprints"]


def test_the_byte_order_mark_counts_in_the_identity_of_a_line() -> None:
    text = "\ufeffa = 1\nb = 2\n"
    (result,) = results(violation("name-short", place("f.py", 1, 1, 1, 2)), sources={"f.py": text})
    assert result["partialFingerprints"]["primaryLocationLineHash"] == line_hashes(text, [1])[1]
    assert result["partialFingerprints"]["primaryLocationLineHash"] != line_hashes(text[1:], [1])[1]


def test_a_fix_that_replaces_text() -> None:
    (result,) = results(LICENSE)
    (fix,) = result["fixes"]
    assert fix["description"]["text"] == "Write the expression"
    assert fix["properties"] == {"safe": True}
    (change,) = fix["artifactChanges"]
    assert change["artifactLocation"]["uri"] == "pyproject.toml"
    assert change["replacements"] == [
        {
            "deletedRegion": {"startLine": 4, "startColumn": 11, "endLine": 4, "endColumn": 27},
            "insertedContent": {"text": '"MIT"'},
        }
    ]


def test_a_fix_that_creates_a_file() -> None:
    finding = replace(SHORT, fix=Fix("Create it", Create("new.toml", "a = 1\n"), safe=False))
    made = run(report(projects=(project(finding, root="below"),)))
    (fix,) = made["results"][0]["fixes"]
    assert fix["properties"] == {"safe": False}
    (change,) = fix["artifactChanges"]
    assert change["artifactLocation"] == {"uri": "below/new.toml", "uriBaseId": "%SRCROOT%"}
    assert change["replacements"] == [
        {
            "deletedRegion": {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1},
            "insertedContent": {"text": "a = 1\n"},
        }
    ]


def test_a_fix_in_a_project_below_the_working_directory() -> None:
    fix = Fix("Write it", Replace(Location("x.toml", span=Span(1, 1, 1, 2)), "b"))
    finding = violation("name-short", place("below/x.toml", 1, 1, 1, 2), fix=fix)
    made = report(projects=(project(finding, root="below"),), sources={"below/x.toml": "a = 1\n"})
    (change,) = run(made)["results"][0]["fixes"][0]["artifactChanges"]
    assert change["artifactLocation"]["uri"] == "below/x.toml"


@pytest.mark.parametrize(
    "fix",
    [
        Fix("Append", Append(Location("pyproject.toml", ("project", "classifiers")), "x")),
        Fix("Replace by route", Replace(Location("pyproject.toml", ("project",)), "x")),
        Fix("Unknown text", Replace(Location("absent.toml", span=Span(1, 1, 1, 2)), "x")),
        Fix("In a cell", Replace(Location("n.ipynb", ("cells", 0), Span(1, 1, 1, 2)), "x")),
        Fix("Nothing"),
    ],
)
def test_other_fixes_are_left_out(fix: Fix) -> None:
    (result,) = results(replace(SHORT, fix=fix))
    assert "fixes" not in result


def test_absolute_paths_do_not_appear() -> None:
    finding = violation("name-short", place("/home/me/churn/m.py", 5, 1, 5, 6), "`z`")
    made = report(
        projects=(project(finding, root="/home/me/churn"),), sources={"/home/me/churn/m.py": MODULE}
    )
    assert "/home" not in render(made)
    (result,) = run(made)["results"]
    assert physical(result)["artifactLocation"] == {"uri": "m.py", "uriBaseId": "%SRCROOT%", "index": 0}
    assert physical(result)["region"]["snippet"]["text"] == "z = y"


def test_the_formats_are_registered() -> None:
    formats = roadworthy_reports()
    assert {"json", "sarif", "text"} <= set(formats)
    assert formats["sarif"](report(SHORT)) == render(report(SHORT))
    assert json.loads(formats["json"](report(SHORT)))["schema"] == "roadworthy-report/1"
