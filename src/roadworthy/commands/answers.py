"""The report of a run whose answer is known: nothing that it would look at has changed since it was kept.

Asked before any rule is imported. What a run is asked for, where, and with which programs is the name of its
entry; what it looked at is in the entry (`core/seen.py`), and is looked at again. An entry has the texts that
were made of the report so far, by format, so that the usual ones are answered without anything else.
"""

from __future__ import annotations

import json
import os
import sys

from roadworthy import __version__
from roadworthy.commands.printing import Rendered
from roadworthy.core import store
from roadworthy.core.seen import digest_of, is_unchanged

TYPE_CHECKING = False  # see roadworthy/__init__.py
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping
    from typing import Any

    from roadworthy.core.result import Report
    from roadworthy.core.rule import Rule
    from roadworthy.core.seen import Seen
    from roadworthy.core.store import Store

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

    def __init__(self, kept: Store, name: str) -> None:
        self._kept = kept
        self._name = name
        #: An answer that holds, though not in the forms that were asked for: the entry, and its texts.
        self._other: tuple[dict[str, Any], bytes] | None = None

    def find(self, forms: list[str]) -> Known | None:
        """Return the answer, where all of the `forms` are known and it still holds."""
        data = self._kept.read(self._name)
        if data is None:
            return None
        head, _, rest = data.partition(b"\n")
        entry = json.loads(head)
        unchanged = is_unchanged(entry["seen"])
        if unchanged is False:
            return None
        if unchanged is None:
            self._write(entry, rest)
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
        entry = {"seen": seen.record(), "code": known.code, "roots": known.roots, "texts": {}}
        self._add(entry, b"", texts)

    def add(self, texts: Mapping[str, Rendered]) -> None:
        """Keep further forms of the answer that `report` gave."""
        if self._other is not None:
            self._add(*self._other, texts)

    def _add(self, entry: dict[str, Any], rest: bytes, texts: Mapping[str, Rendered]) -> None:
        for form, text in texts.items():
            start = len(rest)
            rest += text.text.encode("utf-8", "surrogatepass")
            entry["texts"][form] = (start, len(rest), text.shown)
        self._write(entry, rest)

    def _write(self, entry: dict[str, Any], rest: bytes) -> None:
        self._kept.write(self._name, json.dumps(entry, separators=(",", ":")).encode() + b"\n" + rest)


def _text(entry: dict[str, Any], rest: bytes, form: str) -> Rendered:
    start, end, shown = entry["texts"][form]
    return Rendered(rest[start:end].decode("utf-8", "surrogatepass"), shown)


def answers_to(options: argparse.Namespace) -> Answers | None:
    """Return what is kept of a question; None where nothing may be kept of it, or nothing can be."""
    if options.no_cache or any(getattr(options, name) for name in _NEVER) or "-" in options.paths:
        return None
    kept = store.opened(os.environ)
    code = kept and programs()
    if not kept or not code:
        return None
    asked = {name: value for name, value in sorted(vars(options).items()) if name not in _ASIDE}
    question = json.dumps([os.getcwd(), asked, code])
    return Answers(kept, "report" + digest_of(question.encode("utf-8", "surrogatepass")))


def programs() -> str | None:
    """Return the hash of the code that would run, Python's among it; None where some cannot be found."""
    from roadworthy.packs.entrypoints import entry_points

    packs = entry_points()
    tops = {module.partition(".")[0]: f"{name}-{version}.dist-info" for _, module, name, version in packs}
    sources = []
    for top, information in sorted({"roadworthy": f"roadworthy-{__version__}.dist-info", **tops}.items()):
        found = next((path for path in _beside(top) if os.path.isdir(path)), None)
        if found is None:
            return None
        lines = _installed_as(found, information) or sorted(_sources(found))
        sources.append(digest_of("\n".join(lines).encode("utf-8", "surrogatepass")))
    code = json.dumps([__version__, packs, sources, _installed(), sys.version, sys.platform])
    return digest_of(code.encode("utf-8", "surrogatepass"))


def _installed_as(package: str, information: str) -> list[str]:
    """Return what tells of the files of a package installed as a whole; nothing of one in its source.

    An installer writes the list of the files, with their hashes, beside the package (PyPA's RECORD).
    """
    try:
        status = os.stat(os.path.join(os.path.dirname(package), information, "RECORD"))
    except OSError:
        return []
    return [f"{package} {status.st_size} {status.st_mtime_ns} {status.st_ino}"]


def _beside(top: str) -> Iterator[str]:
    if top == "roadworthy":
        yield os.path.dirname(os.path.dirname(__file__))
    for entry in sys.path:
        yield os.path.join(entry or ".", top)


def _sources(directory: str) -> Iterator[str]:
    """Yield a line for each file of a package: it may be installed so that it can be edited."""
    pending = [directory]
    while pending:
        with os.scandir(pending.pop()) as entries:
            for entry in entries:
                if entry.is_dir():
                    if entry.name != "__pycache__":
                        pending.append(entry.path)
                else:
                    status = entry.stat()
                    yield f"{entry.path} {status.st_size} {status.st_mtime_ns}"


def _installed() -> str:
    """Return the hash of the distributions that are installed, which have their versions in their names."""
    names = []
    for directory in sys.path:
        try:
            found = os.listdir(directory or ".")
        except OSError:
            continue
        names += sorted(name for name in found if name.endswith((".dist-info", ".egg-info")))
    return digest_of("\n".join(names).encode("utf-8", "surrogatepass"))
