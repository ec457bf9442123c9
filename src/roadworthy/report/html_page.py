"""A page of HTML, escaped by default: what is not `Markup` is text, whatever it says."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from html import escape

from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.late_re import re
from roadworthy.report.sharing import plain

_VOID = frozenset({"circle", "meta"})
_BEGINS_A_LINE = re.compile(r"(?=<(?:section|tr|li|details|h[1-3])\b)")
_BLANKS = re.compile(r"\n\s*")

_STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --back: #ffffff; --line: #d0d7de;
  --code: #f3f5f7; --red: #b3261e; --amber: #8a5300; --green: #11652f; --blue: #0a57b5; --grey: #6b3fa0; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ed; --soft: #a5aeb8; --back: #14171b;
  --line: #3a424b; --code: #20252b; --red: #ff8a80; --amber: #f2b45c; --green: #6fd08c; --blue: #7db8ff;
  --grey: #c9a6ff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 70rem; padding: 1rem; color: var(--ink); background: var(--back);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1, h2, h3 { line-height: 1.2; }
a { color: var(--blue); }
a:focus-visible, summary:focus-visible, .wide:focus-visible { outline: 3px solid var(--blue); }
code, pre { font: .875em/1.4 ui-monospace, monospace; background: var(--code); border-radius: .2rem;
  overflow-wrap: anywhere; }
code { padding: 0 .2em; } pre { padding: .4em .6em; margin: .3em 0; overflow-x: auto; white-space: pre-wrap; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
caption { text-align: left; font-weight: 600; font-size: 1.15rem; padding-bottom: .4rem; }
th, td { text-align: left; padding: .25rem .6rem .25rem 0; border-bottom: 1px solid var(--line);
  vertical-align: top; font-weight: normal; }
thead th { font-weight: 600; } .number { text-align: right; font-variant-numeric: tabular-nums; }
.wide { overflow-x: auto; } meter { width: 100%; min-width: 6rem; height: 1.1rem; }
details { border: 1px solid var(--line); border-radius: .4rem; margin: .5rem 0; padding: .4rem .8rem;
  content-visibility: auto; contain-intrinsic-size: auto 2.4rem; }
summary { cursor: pointer; } ul { padding-left: 1.2rem; } li { margin: .5rem 0; }
.quiet, footer { color: var(--soft); } .trouble { color: var(--red); }
.error, .failed { color: var(--red); } .warning { color: var(--amber); } .note { color: var(--blue); }
.passed { color: var(--green); } .unknown { color: var(--grey); }
.score { float: right; margin: 0 0 1rem 1rem; } .score text { fill: var(--ink); font: 600 28px system-ui; }
.rest { stroke: var(--line); } .ring { stroke: currentColor; }
.road { display: grid; grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); gap: .5rem; padding: 0;
  list-style: none; }
.road > li { border: 1px solid var(--line); border-radius: .4rem; padding: .4rem .8rem; margin: 0; }
.road ul { font-size: .9rem; }
@media (max-width: 40rem) { .score { float: none; display: block; margin: 0 auto; } }
@media print { :root { color-scheme: light; --ink: #000; --soft: #333; --back: #fff; --line: #999;
  --code: #fff; }
  details::details-content { content-visibility: visible; display: block; } details { break-inside: avoid; } }
"""


@dataclass(frozen=True, slots=True)
class Markup:
    """HTML that this module made; any other text is escaped."""

    text: str


def element(name: str, *content: Markup | str, **attributes: str | bool) -> Markup:
    """Return an element; an underscore at the end of an attribute's name, as in `class_`, is left out."""
    told = "".join(
        f" {key.rstrip('_')}" if value is True else f' {key.rstrip("_")}="{_text(str(value))}"'
        for key, value in attributes.items()
        if value is not False
    )
    if name in _VOID:
        return Markup(f"<{name}{told}/>" if name == "circle" else f"<{name}{told}>")
    inside = "".join(part.text if isinstance(part, Markup) else _text(part) for part in content)
    return Markup(f"<{name}{told}>{inside}</{name}>")


def _text(text: str) -> str:
    return escape(plain(text))


def table(caption: str, heads: tuple[str, ...], rows: list[Markup], root: str) -> Markup:
    """Return a table, named for those who cannot see which project it is of; nothing without rows."""
    if not rows:
        return element("div")
    head = element("tr", *(element("th", name, scope="col") for name in heads))
    whole = element("table", element("caption", caption), element("thead", head), element("tbody", *rows))
    # What is wider than a phone is scrolled, with the keyboard as well.
    return element(
        "div", whole, class_="wide", tabindex="0", role="region", **{"aria-label": f"{caption}, {root}"}
    )


def with_code(text: str) -> Iterator[Markup | str]:
    """Yield the parts of a text, those between backticks as code."""
    for number, part in enumerate(text.split("`")):
        if part:
            yield element("code", part) if number % 2 else part


def page(title: str, body: Iterable[Markup], made_by: str) -> str:
    """Return a whole page; its policy allows its own style sheet and nothing else."""
    style = _BLANKS.sub("\n", _STYLE)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    head = (
        Markup('<meta charset="utf-8">'),
        element("meta", **{"http-equiv": "Content-Security-Policy", "content": policy}),
        element("meta", name_="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name_="referrer", content="no-referrer"),
        element("title", title),
        Markup(f"<style>{style}</style>"),
    )
    main = element("main", *body)
    shown = element("body", main, element("footer", made_by))
    document = element("html", element("head", *head), shown, lang="en")
    # A line for each element that begins one: diffs and editors can bear it.
    return f"<!doctype html>\n{_BEGINS_A_LINE.sub(chr(10), document.text)}\n"
