"""Names that nothing defines, and whether Python would notice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from roadworthy import Finding, Location, Span, bindings_of, counted
from roadworthy_rules.code.names._unbound import unbound

if TYPE_CHECKING:
    from roadworthy import Module
    from roadworthy_rules.code.names._scopes import Lookup

#: Built-in names of Pythons newer than the one that looks; who uses them asks for the version first.
_NEWER = frozenset("EncodingWarning PythonFinalizationError frozendict".split())
#: What notebooks are given by IPython and by Databricks; each is reported by the way it is used.
_GIVEN = frozenset("dbutils get_ipython sc spark sqlContext WindowsError".split())
#: What Databricks also gives its notebooks, and what editors give cells.
_DATABRICKS = frozenset("display displayHTML getArgument sql table udf".split())
_RUNS = re.compile(r"^# MAGIC[ \t]+%run\b", re.MULTILINE)
#: Built-in names of Python 2; code that runs on both asks which one it is.
_OLDER = frozenset("basestring buffer cmp execfile file long raw_input reduce unichr unicode xrange".split())
#: What only code for Python 2 has: who writes one of these may use its names.
_PYTHON_2 = re.compile(
    r"^import (?:__builtin__|ConfigParser|Queue|StringIO|cPickle|cStringIO|urllib2)\b|^from __future__ import"
    r"|\.(?:has_key|iteritems|iterkeys|itervalues)\(|\bsys\.maxint\b",
    re.MULTILINE,
)
_ASKS = re.compile(r"\bsys\.version_info\b|\bversion_info\b|\bPY[23]\b|\bPY3K\b")


def undefined_names(module: Module, *, evaluated: bool) -> Iterator[tuple[str, list[Location]]]:
    """Yield each name that nothing defines with its places: those that Python evaluates, or the others."""
    # A build runs setup.py; what runs other files of settings, such as Sphinx, gives them names.
    if (module.role != "source" and module.path != "setup.py") or module.path.startswith("doc"):
        return
    if not any(not name.startswith("__") for name in bindings_of(module).unbound):
        return
    places: dict[str, list[Location]] = {}
    given: frozenset[str] | None = None
    for lookup in unbound(module.tree):
        given = _given(module) if given is None else given
        if given is not None and "*" in given:
            return
        name = lookup.name
        if lookup.evaluated is not evaluated or name in given or name.startswith("__"):
            continue
        if f"{{{{{name}}}}}" in module.text:  # a template, to be filled in before it is Python
            continue
        places.setdefault(name, []).append(_location(module, lookup))
    yield from places.items()


def undefined(name: str, how: str, places: list[Location]) -> Finding:
    """Return the one finding for a name: at its first place, with the others beside it."""
    first, *others = places
    number = f" ({counted(len(places), 'place')})" if others else ""
    return Finding(f"`{name}` {how}, but nothing defines it{number}", first, related=tuple(others))


def _given(module: Module) -> frozenset[str]:
    """Return the names that the program that runs a module gives it; `*` where that is unknown."""
    given, text = _GIVEN | _NEWER, module.text
    if text.startswith("# Databricks notebook source"):
        given |= _DATABRICKS | (frozenset("*") if _RUNS.search(text) else frozenset())
    if module.has_cells:
        given |= {"display"}
    return given | _OLDER if _ASKS.search(text) or _PYTHON_2.search(text) else given


def _location(module: Module, lookup: Lookup) -> Location:
    line = module.lines.line(lookup.line)
    start = module.lines.utf8_column(lookup.line, lookup.column)
    named = line[start - 1 :].startswith(lookup.name)
    end = start + len(lookup.name) if named else start
    return Location(module.path, span=Span(lookup.line, start, lookup.line, end))
