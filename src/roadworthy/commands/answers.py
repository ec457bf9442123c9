"""The report of a run whose answer is known: nothing that it would look at has changed since it was kept.

Asked before any rule is imported. What a run is asked for, where, and with which programs is the name of its
entry; what it looked at is in the entry (`core/seen.py`), and is looked at again. An entry has the texts that
were made of the report so far, by format, so that the usual ones are answered without anything else.
"""

from __future__ import annotations

import json
import os

from roadworthy.commands.printing import Rendered
from roadworthy.core.seen import digest_of, is_unchanged

TYPE_CHECKING = False  # see roadworthy/__init__.py
if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping
    from typing import Any

    from roadworthy.commands.kept import KeptRuns
    from roadworthy.core.result import Report
    from roadworthy.core.rule import Rule
    from roadworthy.core.seen import Change, Seen
    from roadworthy.core.store import Store
    from roadworthy.packs.load import Plugins

#: The options that a report does not depend on, only its form or where it goes.
_ASIDE = frozenset(
    "version verbose quiet color output_format output_file report exit_zero command no_cache"
    " statistics group_by jobs".split()
)
#: Options that change files, run Git, or hold a run to reading nothing of ours.
_NEVER = (
    *("fix", "unsafe_fixes", "diff", "diff_base", "paranoid", "stdin_filename", "timing"),
    *("update_baseline", "accept_new", "add_ignore"),
)


#: The form from which others are made.
_DATA = "data"


class Known:
    """An answer: the exit code, the roots of the projects, and the report in the forms asked for."""

    __slots__ = ("code", "roots", "texts")

    def __init__(self, code: int, roots: list[str], texts: dict[str, Rendered]) -> None:
        self.code = code
        self.roots = roots
        self.texts = texts


class Answers:
    """The kept answers to one question; `answers_to` makes one."""

    def __init__(self, kept: Store, name: str, code: str) -> None:
        self._kept = kept
        self._name = name
        self._code = code
        #: An answer that holds, though not in the forms that were asked for: the entry, and its texts.
        self._other: tuple[dict[str, Any], bytes] | None = None
        #: An answer that holds if some files, which have changed, have changed nothing that it depends on.
        self._changed: tuple[dict[str, Any], bytes, list[Change]] | None = None
        #: What was learned of changed files where that answer does not hold: see `KeptFiles`.
        self.fresh: dict[tuple[str, str], bytes] = {}

    def find(self, forms: list[str]) -> Known | None:
        """Return the answer, where all of the `forms` are known and it still holds."""
        data = self._kept.read(self._name)
        if data is None:
            return None
        head, _, rest = data.partition(b"\n")
        entry = json.loads(head)
        changed: list[Change] = []
        unchanged = is_unchanged(entry["seen"], changed)
        if unchanged is False:
            return None
        if changed:
            self._changed = entry, rest, changed
            return None
        if unchanged is None:
            self._write(entry, rest)
        return self._known(entry, rest, forms)

    def renewed(self, plugins: Plugins, forms: list[str]) -> Known | None:
        """Return an answer that holds although files have changed, as `find` does."""
        if self._changed is None:
            return None
        from roadworthy.core.trace import unpacked
        from roadworthy.engine.recheck import Recheck

        entry, rest, changed = self._changed
        start, end = entry["trace"]
        recheck = Recheck(unpacked(rest[start:end]), plugins, self._code)
        digests = recheck.holds(changed)
        if digests is None:
            self.fresh = recheck.fresh
            return None
        for change in changed:
            change.settle(entry["seen"], digests[change.path])
        if recheck.quoted:
            # Forms may quote what has changed: they are drawn again.
            data = _text(entry, rest, _DATA)
            entry["texts"] = {}
            return self._known(*self._add(entry, rest[:end], {_DATA: data}), forms)
        self._write(entry, rest)
        return self._known(entry, rest, forms)

    def _known(self, entry: dict[str, Any], rest: bytes, forms: list[str]) -> Known | None:
        if not all(form in entry["texts"] for form in forms):
            self._other = entry, rest
            return None
        return Known(entry["code"], entry["roots"], {form: _text(entry, rest, form) for form in forms})

    def report(self, rules: Mapping[str, Rule]) -> Report | None:
        """Return the report of an answer that holds, whose forms are others than those asked for."""
        if self._other is None:
            return None
        from roadworthy.commands.report_data import report_from

        entry, rest = self._other
        digests = {item[0]: item[6] for item in entry["seen"]["files"]}
        return report_from(_text(entry, rest, _DATA).text, rules, digests)

    def keep(self, seen: Seen, report: Report, known: Known) -> None:
        """Keep what a run found, unless something changed under it, or it could not judge all."""
        if not seen.whole or known.code == 3:
            return
        from roadworthy.commands.report_data import report_data

        texts = {**known.texts, _DATA: Rendered(report_data(report), False)}
        trace = seen.trace.packed() if seen.trace else b""
        entry = {
            "seen": seen.record(),
            "code": known.code,
            "roots": known.roots,
            "trace": (0, len(trace)),
            "texts": {},
        }
        self._add(entry, trace, texts)

    def add(self, texts: Mapping[str, Rendered]) -> None:
        """Keep further forms of the answer that `report` gave."""
        if self._other is not None:
            self._add(*self._other, texts)

    def _add(
        self, entry: dict[str, Any], rest: bytes, texts: Mapping[str, Rendered]
    ) -> tuple[dict[str, Any], bytes]:
        for form, text in texts.items():
            start = len(rest)
            rest += text.text.encode("utf-8", "surrogatepass")
            entry["texts"][form] = (start, len(rest), text.shown)
        self._write(entry, rest)
        return entry, rest

    def _write(self, entry: dict[str, Any], rest: bytes) -> None:
        self._kept.write(self._name, json.dumps(entry, separators=(",", ":")).encode() + b"\n" + rest)


def _text(entry: dict[str, Any], rest: bytes, form: str) -> Rendered:
    start, end, shown = entry["texts"][form]
    return Rendered(rest[start:end].decode("utf-8", "surrogatepass"), shown)


def answers_to(options: argparse.Namespace, kept: KeptRuns | None) -> Answers | None:
    """Return what is kept of a question; None where nothing may be kept of it, or nothing can be."""
    if kept is None or any(getattr(options, name) for name in _NEVER) or "-" in options.paths:
        return None
    asked = {name: value for name, value in sorted(vars(options).items()) if name not in _ASIDE}
    question = json.dumps([os.getcwd(), asked, kept.code])
    name = "report" + digest_of(question.encode("utf-8", "surrogatepass"))
    return Answers(kept.store, name, kept.code)
