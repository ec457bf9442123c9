"""A report as data to keep, and back, for formats that were not asked for when it was made."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping

from roadworthy.core import limits
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.plain import from_data, to_data
from roadworthy.core.result import Report
from roadworthy.core.rule import Rule
from roadworthy.core.seen import digest_of
from roadworthy.report.redact import Masked
from roadworthy.tree.opening import open_regular

#: What is not kept: the rules are loaded again, and the texts are read again.
_APART = ("rules", "sources")


def report_data(report: Report) -> str:
    """Return a report as JSON."""
    data = to_data(report, Report, _APART)
    shown = list(report.sources.paths.items()) if isinstance(report.sources, Masked) else []
    return json.dumps([data, shown], separators=(",", ":"))


def report_from(text: str, rules: Mapping[str, Rule], digests: Mapping[str, str]) -> Report:
    """Return the report that JSON was made of, whose texts are read when they are asked for.

    `digests` are the hashes of the files by their absolute paths.
    """
    data, shown = json.loads(text)
    paths: dict[str, str] = dict(shown)
    sources = Masked(_Texts(frozenset(paths.values()), digests), paths)
    found: Report = from_data(data, Report, {"rules": rules, "sources": sources})
    return found


@dataclass(frozen=True, slots=True)
class _Texts(Mapping[str, str]):
    """Texts of files by path, each read when it is asked for; raises `OSError` where it has changed since."""

    paths: frozenset[str]
    digests: Mapping[str, str] = field(repr=False)

    def __getitem__(self, path: str) -> str:
        """Return the text of a file, with its byte order mark."""
        full = os.path.abspath(path)
        with open_regular(os.path.realpath(full)) as stream:
            data = stream.read(limits.NOTEBOOK_SIZE + 1)
        if digest_of(data) != self.digests.get(full):
            raise OSError(f"{path!r} is no longer what the report speaks of")
        return data.decode()

    def __iter__(self) -> Iterator[str]:
        """Iterate over the paths."""
        return iter(self.paths)

    def __len__(self) -> int:
        """Return the number of texts."""
        return len(self.paths)
