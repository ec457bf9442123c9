"""The format `junit`: each rule as a test case, for the test reports of Jenkins, GitLab, CircleCI and Azure.

A rule fails where its findings fail the gate; other findings are its output. Elements and attributes are
those of the Jenkins xUnit plugin's schema, junit-10.xsd.
"""

from __future__ import annotations

from xml.etree import ElementTree

from roadworthy.core.result import ProjectResult, Report, ReportedFinding, RuleResult, Verdict
from roadworthy.core.rule_run import Outcome
from roadworthy.report.lines import counting, render_finding, verdict
from roadworthy.report.screen import failing
from roadworthy.report.sharing import plain, troubles

_SKIPPED = (Outcome.BLOCKED, Outcome.UNMEASURED)


def junit(report: Report) -> str:
    """Return a test suite for each project: its verdict as a test case, and one for each rule."""
    root = ElementTree.Element("testsuites", name="roadworthy")
    suites = [_suite(project, report) for project in report.projects]
    for kind in ("tests", "failures", "errors"):
        root.set(kind, str(sum(int(suite.get(kind, "0")) for suite in suites)))
    root.extend(suites)
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'


def _suite(project: ProjectResult, report: Report) -> ElementTree.Element:
    cases = [_gate(project, report)]
    found: dict[str, list[ReportedFinding]] = {}
    for finding in counting(project.findings):
        found.setdefault(finding.rule, []).append(finding)
    failed = {finding.rule for finding in failing(project)}
    for result in sorted(project.rules, key=lambda result: result.name):
        if result.outcome is Outcome.NOT_APPLICABLE:
            continue  # it had nothing to look at
        rule = report.rules.get(result.name)
        cases.append(_case(result, "engine" if rule is None else rule.group, found, failed))
    counts = {
        "tests": len(cases),
        "failures": sum(case.find("failure") is not None for case in cases),
        "errors": sum(case.find("error") is not None for case in cases),
        "skipped": sum(case.find("skipped") is not None for case in cases),
    }
    attributes = {"name": plain(project.name or project.root or "project")}
    suite = ElementTree.Element("testsuite", attributes | {name: str(n) for name, n in counts.items()})
    suite.extend(cases)
    return suite


def _gate(project: ProjectResult, report: Report) -> ElementTree.Element:
    case = ElementTree.Element("testcase", classname="roadworthy", name="gate")
    if project.verdict is not Verdict.PASSED:
        kind = "failure" if project.verdict is Verdict.FAILED else "error"
        text = "\n".join(map(plain, [*(reason.text for reason in project.reasons), *troubles(project)]))
        element = ElementTree.SubElement(case, kind, type=kind, message=plain(verdict(project, report)))
        element.text = text
    return case


def _case(
    result: RuleResult, group: str, found: dict[str, list[ReportedFinding]], failed: set[str]
) -> ElementTree.Element:
    case = ElementTree.Element("testcase", classname=f"roadworthy.{group}", name=result.name)
    findings = found.get(result.name, [])
    told = "\n".join(plain(render_finding(finding)) for finding in findings)
    if result.name in failed:
        message = plain(findings[0].message)
        ElementTree.SubElement(case, "failure", type=findings[0].severity.label, message=message).text = told
    elif result.outcome is Outcome.CRASHED:
        ElementTree.SubElement(case, "error", type="crash", message="the rule crashed")
    elif result.outcome in _SKIPPED and not findings:
        ElementTree.SubElement(case, "skipped", message=result.outcome.value)
    if told and result.name not in failed:
        ElementTree.SubElement(case, "system-out").text = told
    return case
