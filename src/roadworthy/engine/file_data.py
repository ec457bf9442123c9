"""What the first stage learned of a file, as JSON and back: to hand over between processes, and to keep.

It is compressed: names stand in it again and again, and a run holds it until all files are done.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from functools import cache
from typing import Any

from roadworthy.core.fault import Blocked, Fault
from roadworthy.core.finding import Finding
from roadworthy.core.plain import from_data, to_data
from roadworthy.core.registry import FileFact
from roadworthy.core.rule_run import Crash
from roadworthy.core.signature import hints_of, item_of, members_of, show
from roadworthy.engine.directives import Directive
from roadworthy.engine.file_pass import FileResult
from roadworthy.engine.foreign_comments import ForeignComment
from roadworthy.engine.schedule import FileRules

#: The types of a result's parts that are of the same type for every kind of file.
_PARTS: dict[str, Any] = {
    "findings": tuple[tuple[str, Finding], ...],
    "directives": tuple[Directive, ...],
    "crashes": tuple[Crash, ...],
    "fault": Fault | None,
    "foreign": tuple[ForeignComment, ...] | None,
}


def dumped(result: FileResult, rules: FileRules) -> bytes:
    """Return a result as JSON, compressed.

    Raises `TypeError` or `ValueError` where a pack put other values into it.
    """
    data = {name: to_data(getattr(result, name), kind) for name, kind in _PARTS.items()}
    data["summary"] = to_data(result.summary, rules.kind.summary | None)
    data["generated"] = result.generated
    data["facts"] = [
        [_fact_data(value, type_of(fact)) for value in result.facts.get(fact.key, ())]
        for fact in rules.gathered
    ]
    return zlib.compress(json.dumps(data, separators=(",", ":")).encode(), 1)


def loaded(data: bytes | memoryview, path: str, rules: FileRules) -> FileResult:
    """Return the result that `dumped` made JSON of, with the same rules."""
    found = json.loads(zlib.decompress(data))
    parts = {name: from_data(found[name], kind) for name, kind in _PARTS.items()}
    facts = {}
    for fact, values in zip(rules.gathered, found["facts"], strict=True):
        kind, crashed = type_of(fact), f"the fact `{show(fact.key)}` crashed"
        if values:
            facts[fact.key] = [Blocked(crashed) if v is None else from_data(v, kind) for v in values]
    return FileResult(
        path,
        rules.known,
        summary=from_data(found["summary"], rules.kind.summary | None),
        findings=list(parts["findings"]),
        directives=list(parts["directives"]),
        crashes=list(parts["crashes"]),
        fault=parts["fault"],
        foreign=parts["foreign"],
        generated=found["generated"],
        facts=facts,
    )


def type_of(fact: FileFact) -> Any:
    """Return the type of the values that a provider of the first stage gives."""
    return _given_by(fact.signature.function, item_of(fact.signature.gives) is not None)


@cache
def _given_by(function: Callable[..., Any], many: bool) -> Any:
    # Once for each provider, and not for each file.
    (kind,) = (one for one in members_of(hints_of(function)["return"]) if one is not type(None))
    return kind.__args__[0] if many else kind


def _fact_data(value: Any, kind: Any) -> Any:
    return None if isinstance(value, Blocked) else to_data(value, kind)
