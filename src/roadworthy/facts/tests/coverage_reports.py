"""coverage.json, coverage.xml (Cobertura) and lcov: reports of lines, without who ran them.

Their own lists of functions are not read: they miss, merge or invent functions.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from roadworthy.core.fault import Unmeasured
from roadworthy.facts.tests.measured import Data, FileData


def read_json(data: bytes) -> Data:
    """Read coverage.json's bytes; raises `Unmeasured` where they are not coverage.py's JSON report."""
    try:
        report = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Unmeasured(f"not valid JSON: {error}") from None
    files = report.get("files") if isinstance(report, dict) else None
    if not isinstance(files, dict) or not isinstance(report.get("meta"), dict):
        raise Unmeasured("not coverage.py's JSON report: it has no `meta` and `files`")
    found = {}
    for path, entry in files.items():
        if not isinstance(entry, dict) or not isinstance(entry.get("executed_lines"), list):
            raise Unmeasured(f"`{path}` has no `executed_lines`")
        found[path] = FileData(
            _numbers(entry["executed_lines"]),
            missing=_numbers(entry.get("missing_lines")),
            excluded=_numbers(entry.get("excluded_lines")),
        )
    return Data("coverage.json", _some(found))


def _numbers(value: Any) -> frozenset[int]:
    items = value if isinstance(value, list) else []
    return frozenset(n for n in items if isinstance(n, int) and not isinstance(n, bool) and n > 0)


def _some(found: dict[str, FileData]) -> dict[str, FileData]:
    if not found:
        raise Unmeasured("no file was measured")
    return found


def read_xml(data: bytes) -> Data:
    """Read coverage.xml's bytes; raises `Unmeasured` where they are not Cobertura's format.

    No entity is ever expanded: a document that declares one is refused.
    """
    from xml.parsers import expat

    sources: list[str] = []
    text: list[str] = []
    counts: dict[str, dict[int, int]] = {}
    current: list[str] = []
    root: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        root.append(name) if not root else None
        text.clear()
        if name == "class" and attributes.get("filename"):
            current[:] = [attributes["filename"]]
            counts.setdefault(current[0], {})
        elif name == "line" and current:
            number, hits = attributes.get("number", ""), attributes.get("hits", "")
            if not (_is_number(number) and _is_number(hits)):
                raise Unmeasured(f"a line `{number[:20]}` with `{hits[:20]}` hits")
            lines = counts[current[0]]
            lines[int(number)] = max(lines.get(int(number), 0), int(hits))

    def end(name: str) -> None:
        if name == "source":
            sources.append("".join(text).strip())
        elif name == "class":
            current.clear()

    def refused(*arguments: Any) -> None:
        raise Unmeasured("it declares entities, which no coverage report needs")

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text.append
    parser.EntityDeclHandler = refused
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError) as error:
        raise Unmeasured(f"not valid XML: {error}") from None
    if root != ["coverage"]:
        raise Unmeasured("not a coverage report: its root is not `coverage`")
    base = sources[0].rstrip("/\\") + "/" if len(sources) == 1 and sources[0] else ""
    return Data(
        "coverage.xml",
        _some({path if path.startswith("/") else base + path: _counted(c) for path, c in counts.items()}),
    )


def _counted(counts: dict[int, int]) -> FileData:
    return FileData(_where(counts, True), missing=_where(counts, False))


def _where(counts: dict[int, int], executed: bool) -> frozenset[int]:
    return frozenset(number for number, hits in counts.items() if (hits > 0) is executed)


def read_lcov(data: bytes) -> Data:
    """Read an lcov tracefile's bytes; raises `Unmeasured` where they are none."""
    counts: dict[str, dict[int, int]] = {}
    path = ""
    for line in _text_lines(data):
        key, colon, value = line.partition(":")
        if key == "SF" and colon:
            path = value.strip()
            counts.setdefault(path, {})
        elif key == "end_of_record":
            path = ""
        elif key == "DA":
            number, _, rest = value.partition(",")
            hits = rest.partition(",")[0].strip()
            if (
                not path
                or not number.isdecimal()
                or not hits.isdecimal()
                or len(number) > 8
                or len(hits) > 20
            ):
                raise Unmeasured(f"not a line of lcov: `{line[:40]}`")
            counts[path][int(number)] = max(counts[path].get(int(number), 0), int(hits))
    if path:
        raise Unmeasured("it ends within a record: the run that wrote it did not finish")
    return Data("lcov", _some({name: _counted(lines) for name, lines in counts.items()}))


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) < 20


def _text_lines(data: bytes) -> Iterable[str]:
    try:
        return data.decode("utf-8").splitlines()
    except UnicodeDecodeError:
        raise Unmeasured("not text in UTF-8") from None
