"""The rules reference of the site, and links between its pages."""

from __future__ import annotations

import importlib.util
import re
from functools import cache
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from roadworthy.report.home import HOME, rule_url

ROOT = Path(__file__).parents[2]


@cache
def hooks() -> ModuleType:
    spec = importlib.util.spec_from_file_location("site_hooks", ROOT / "docs" / "site" / "hooks.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def pages() -> dict[str, str]:
    found: dict[str, str] = hooks().generated()
    return found


def test_every_rule_has_the_page_that_reports_link_to() -> None:
    rules = hooks().own_rules()
    assert len(rules) > 400
    for rule in rules:
        assert rule_url(rule.name) == f"{HOME}rules/{rule.name}/"
        page = pages()[f"rules/{rule.name}.md"]
        assert page.startswith(f"# {rule.name}\n\n**{rule.summary}**\n")
        assert f"ignore[{rule.name}] the reason" in page


def test_the_index_has_a_row_to_filter_for_each_rule() -> None:
    rows = re.findall(
        r'<tr data-group="([^"]+)" data-severity="([^"]+)" data-fix="([^"]+)"><td><a href="([^"/]+)/">',
        pages()["rules/index.md"],
    )
    by_name = {rule.name: rule for rule in hooks().own_rules()}
    assert sorted(name for *_, name in rows) == sorted(by_name)
    for group, severity, _, name in rows:
        assert (group, severity) == (by_name[name].group, by_name[name].severity.label)
    fixes = {name: fix for _, _, fix, name in rows}
    assert fixes["breakpoint-left"] != "none"
    assert fixes["tests-missing"] == "none"


def test_a_rule_is_found_by_the_code_of_another_tool() -> None:
    row = next(row for row in pages()["rules/index.md"].split("<tr ") if 'href="import-unused/"' in row)
    assert "<code>F401</code>" in row


def test_examples_say_what_they_are() -> None:
    page = pages()["rules/breakpoint-left.md"]
    assert not re.search(r"^```\S+ (?:\S+ )?(?:bad|good|fixed)$", page, re.MULTILINE)
    assert 'title="src/demo/model.py: reported"' in page
    assert 'title="src/demo/model.py: after the fix"' in page


@pytest.mark.parametrize(
    ("page", "link", "expected"),
    [
        ("settings.md", "../SECURITY.md", "security.md"),
        ("how-to/monorepos.md", "../settings.md#the-cache", "../settings.md#the-cache"),
        ("packs.md", "example-pack", "example-pack.md"),
        ("changelog.md", "docs/ci.md", "ci.md"),
        ("contributing.md", "docs/architecture.md", "architecture.md"),
        ("ci.md", "../README.md", "index.md"),
        ("faq.md", "https://example.org/docs/ci.md", "https://example.org/docs/ci.md"),
    ],
)
def test_links_lead_to_pages_of_the_site(page: str, link: str, expected: str) -> None:
    asked = SimpleNamespace(file=SimpleNamespace(src_uri=page))
    assert hooks().on_page_markdown(f"see [it]({link})", page=asked) == f"see [it]({expected})"


def test_every_page_in_docs_is_in_the_navigation() -> None:
    listed = set(re.findall(r"[\w/-]+\.md", (ROOT / "mkdocs.yml").read_text(encoding="utf-8")))
    docs = ROOT / "docs"
    written = {
        path.relative_to(docs).as_posix() for path in docs.rglob("*.md") if "example-pack" not in path.parts
    }
    made = {path for path in pages() if not re.fullmatch(r"rules/(?!index\.md).*", path)}
    assert listed == written | made
