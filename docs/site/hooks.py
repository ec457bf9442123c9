"""Hooks of MkDocs: the rules reference, and the pages that are outside of docs/, made when the site is built.

No text is kept twice: the pages of rules are their docstrings, and SECURITY.md and others stay at the root,
where code hosts show them.
"""

from __future__ import annotations

import html
import inspect
import posixpath
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from roadworthy.core.rule import Rule, options
from roadworthy.testing.pages import installed_rules

if TYPE_CHECKING:
    from mkdocs.structure.files import Files

ROOT = Path(__file__).parents[2]
#: Pages of the site that are made of files outside of docs/, by the file.
PAGES = {"SECURITY.md": "security.md", "CHANGELOG.md": "changelog.md", "CONTRIBUTING.md": "contributing.md"}
_EXAMPLE_PACK = "example-pack"
_LINK = re.compile(r"(?<=\]\()([^)\s#:]+)(#[^)\s]*)?(?=\))")
_FENCE = re.compile(r"^```(\S+)(?: (\S+))? (bad|good|fixed)$", re.MULTILINE)
_KINDS = {"bad": "reported", "good": "not reported", "fixed": "after the fix"}
#: What a fence holds whose language names a builder, and how it is shown.
_BUILT = {
    "wheel": ("toml", "a wheel"),
    "sdist": ("toml", "an sdist"),
    "git": ("toml", "files that Git tracks"),
    "notebook": ("toml", "a notebook"),
    "before": ("python", "before the change"),
    "size": ("text", "bytes of"),
    "requirements": ("text", "requirements.txt"),
    "gitignore": ("text", ".gitignore"),
}
_DEFAULTS = {
    "toml": "pyproject.toml",
    "python": "src/demo/model.py",
    "dockerfile": "Dockerfile",
    "ipynb": "a notebook",
}


def own_rules() -> list[Rule]:
    """Return the rules of this repository by name, without those of other installed packs."""
    return [rule for rule in installed_rules() if Path(rule.file).is_relative_to(ROOT)]


def fix_of(rule: Rule) -> str:
    """Return which fix the module of a rule makes: `safe`, `unsafe` or none, as its source shows."""
    source = inspect.getsource(inspect.getmodule(rule.function) or rule.function)
    if not re.search(r"\bFix\(|\bmake_fix\(", source) and not any(
        match[3] == "fixed" for match in _FENCE.finditer(rule.page)
    ):
        return ""
    return (
        "unsafe" if "safe=False" in source and source.count("Fix(") == source.count("safe=False") else "safe"
    )


def _example(match: re.Match[str]) -> str:
    language, file, kind = match.groups()
    shown, what = _BUILT.get(language, (language, ""))
    title = file if file and not what else " ".join(filter(None, (what, file if what.endswith("of") else "")))
    title = title or file or _DEFAULTS.get(language, language)
    if language in ("latin-1", "utf-16"):
        shown, title = "text", f"{file} in {language}"
    return f'```{shown} title="{title}: {_KINDS[kind]}"'


def rule_page(rule: Rule) -> str:
    """Return the page of a rule as Markdown for the site."""
    title, _, body = rule.page.partition("\n")
    facts = {
        "Group": f'<a href="../#{rule.group}">{rule.group}</a>',
        "Severity": rule.severity.label,
        "Since": rule.since,
        "Fix": fix_of(rule) or "none",
    }
    if rule.codes:
        facts["Other tools"] = ", ".join(f"<code>{html.escape(code)}</code>" for code in rule.codes)
    if rule.pypi:
        facts["PyPI"] = "rejects the upload because of this fault"
    if not rule.default:
        facts["Default"] = "off"
    rows = "".join(f'<tr><th scope="row">{name}</th><td>{value}</td></tr>' for name, value in facts.items())
    text = (
        f"# {rule.name}\n\n**{title}**\n\n<table><tbody>{rows}</tbody></table>\n{_FENCE.sub(_example, body)}"
    )
    if given := options(rule.function):
        text += f"\n## Options\n\nIn `[tool.roadworthy.rules.{rule.name}]`:\n\n"
        text += "".join(
            f"- `{name.replace('_', '-')}` (default `{value}`)\n" for name, value in given.items()
        )
    return text + (
        f"\n## Accept a finding\n\n```text\n# roadworthy: ignore[{rule.name}] the reason\n```\n\n"
        "[Settings](../settings.md#accepting-a-finding) describes the other ways.\n"
    )


def rules_index(rules: Iterable[Rule]) -> str:
    """Return the page that lists all rules, with controls that assets/site.js makes work."""
    found = sorted(rules, key=lambda rule: (rule.group, rule.name))
    groups = sorted({rule.group for rule in found})
    parts = [
        "# Rules",
        "",
        f"{len(found)} rules. Filter them by words or by a code of another tool, such as `F401`, and by"
        " group, severity and fix.",
        "",
        '<form class="rules-filter" data-rules-filter>',
        '<label>Search <input type="search" name="words" autocomplete="off"></label>',
        _select("group", groups),
        _select("severity", ["error", "warning", "note"]),
        _select("fix", ["safe", "unsafe", "none"]),
        '<output data-rules-count aria-live="polite"></output>',
        "</form>",
        "",
    ]
    for group in groups:
        parts += [f"## {group}", "", "<table data-rules>", _HEADER, "<tbody>"]
        parts += [_row(rule) for rule in found if rule.group == group]
        parts += ["</tbody></table>", ""]
    return "\n".join(parts)


_HEADER = "<thead><tr>" + "".join(
    f'<th scope="col">{name}</th>' for name in ("Rule", "Fault", "Severity", "Fix", "Other tools")
)


def _select(name: str, values: Iterable[str]) -> str:
    chosen = "".join(f"<option>{value}</option>" for value in values)
    every = f'<option value="">all</option>{chosen}'
    return f'<label>{name.capitalize()} <select name="{name}">{every}</select></label>'


def _row(rule: Rule) -> str:
    summary = re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(rule.summary, quote=False))
    codes = " ".join(f"<code>{html.escape(code)}</code>" for code in rule.codes)
    fix = fix_of(rule) or "none"
    return (
        f'<tr data-group="{rule.group}" data-severity="{rule.severity.label}" data-fix="{fix}">'
        f'<td><a href="{rule.name}/">{rule.name}</a></td><td>{summary}</td><td>{rule.severity.label}</td>'
        f"<td>{'' if fix == 'none' else fix}</td><td>{codes}</td></tr>"
    )


def example_pack() -> str:
    """Return the page with every file of the example pack."""
    folder = ROOT / "docs" / _EXAMPLE_PACK
    languages = {".py": "python", ".toml": "toml"}
    parts = ["# An example pack", "", "A complete pack, as described in [Writing a pack](packs.md).", ""]
    for path in sorted(folder.rglob("*")):
        if path.suffix in languages and "__pycache__" not in path.parts:
            name = path.relative_to(folder).as_posix()
            text = path.read_text(encoding="utf-8").rstrip("\n")
            parts += [f"## {name}", "", f"```{languages[path.suffix]}", text, "```", ""]
    return "\n".join(parts)


def generated() -> dict[str, str]:
    """Return every generated page of the site as Markdown, by its path."""
    rules = own_rules()
    pages = {f"rules/{rule.name}.md": rule_page(rule) for rule in rules}
    pages["rules/index.md"] = rules_index(rules)
    pages[f"{_EXAMPLE_PACK}.md"] = example_pack()
    for source, page in PAGES.items():
        pages[page] = (ROOT / source).read_text(encoding="utf-8")
    return pages


def on_files(files: Files, config: Any) -> Files:
    """Add the generated pages to those of docs/."""
    from mkdocs.structure.files import File

    for path, text in generated().items():
        files.append(File.generated(config, path, content=text))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Turn links between files of the repository into links between pages of the site."""
    source = page.file.src_uri
    at = posixpath.dirname(source)
    home = {page: name for name, page in PAGES.items()}.get(source)

    def link(match: re.Match[str]) -> str:
        start = "" if home else posixpath.join("docs", at)
        target = posixpath.normpath(posixpath.join(start, match[1]))
        return (
            posixpath.relpath(_page_of(target), at or ".") + (match[2] or "")
            if _is_ours(target)
            else match[0]
        )

    return _LINK.sub(link, markdown)


def on_post_page(output: str, **_: Any) -> str:
    """Name the theme's search dialog for screen readers."""
    dialog = 'data-md-component="search" role="dialog"'
    return output.replace(dialog, f'{dialog} aria-label="Search"')


def _is_ours(target: str) -> bool:
    return target in _moved() or target.startswith("docs/")


def _moved() -> Mapping[str, str]:
    return {**PAGES, "README.md": "index.md", f"docs/{_EXAMPLE_PACK}": f"{_EXAMPLE_PACK}.md"}


def _page_of(target: str) -> str:
    return _moved().get(target) or target.removeprefix("docs/")
