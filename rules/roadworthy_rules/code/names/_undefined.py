"""Names that nothing defines, and whether Python would notice."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from roadworthy import Finding, Location, Span, bindings_of, counted, dotted, nodes_of
from roadworthy_rules._asked import names_asked_for
from roadworthy_rules._hosts import names_of_host, names_with
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
_OLDER = frozenset(
    "basestring buffer cmp execfile file long raw_input reduce reload unichr unicode xrange".split()
)
#: More of them: only where a module shows that it is for Python 2.
_OLDEST = frozenset("StandardError apply coerce intern".split())
#: What only code for Python 2 has: who writes one of these may use its names.
_PYTHON_2 = re.compile(
    r"^(?:import|from) (?:__builtin__|ConfigParser|HTMLParser|Queue|StringIO|Tkinter|cPickle|cStringIO"
    r"|httplib|urllib2|urlparse)\b"
    r"|^from __future__ import (?!annotations)"
    r"|\.(?:has_key|iteritems|iterkeys|itervalues)\(|\bsys\.maxint\b",
    re.MULTILINE,
)
#: Syntax that Python 2 does not have.
_PYTHON_3 = (
    ast.JoinedStr,
    ast.AnnAssign,
    ast.NamedExpr,
    ast.Nonlocal,
    ast.AsyncFunctionDef,
    ast.Await,
    ast.Match,
)
_ASKS = re.compile(r"\bsys\.version_info\b|\bversion_info\b|\bPY[23]\b|\bPY3K\b")


def undefined_names(module: Module, *, evaluated: bool) -> Iterator[tuple[str, list[Location]]]:
    """Yield each name that nothing defines with its places: those that Python evaluates, or the others.

    A name of Python 2 is one only in a module that Python 2 cannot read.
    """
    found = list(_undefined(module, evaluated))
    older = _older(found)
    yield from ((name, places) for name, places in found if name not in older or _is_python_3(module))


def names_of_python_2(module: Module) -> list[tuple[str, list[Location]]]:
    """Return the names of Python 2 that a module uses, with their places, where Python 2 may be meant."""
    found = list(_undefined(module, evaluated=True))
    older = _older(found)
    found = [item for item in found if item[0] in older]
    return [] if found and _is_python_3(module) else found


def _older(found: list[tuple[str, list[Location]]]) -> frozenset[str]:
    """Return the names that Python 2 has, by all that nothing defines: one of them vouches for the others."""
    return _OLDER | _OLDEST if any(name in _OLDER for name, _ in found) else _OLDER


def _is_python_3(module: Module) -> bool:
    """Tell whether a module has what only Python 3 can read."""
    future = "from __future__ import annotations" in module.text
    if future or module.has_cells or nodes_of(module, *_PYTHON_3):
        return True
    functions = nodes_of(module, ast.FunctionDef)
    every = (argument for node in functions for argument in (*node.args.args, *node.args.posonlyargs))
    return any(node.returns or node.args.kwonlyargs for node in functions) or any(a.annotation for a in every)


def undefined_past_stars(module: Module) -> Iterator[tuple[str, list[Location]]]:
    """Yield each name that Python evaluates and that only `import *` can define, with its places."""
    found = _undefined(module, evaluated=True, past_stars=True)
    yield from ((name, places) for name, places in found if name not in _OLDER | _OLDEST)


def _undefined(
    module: Module, evaluated: bool, *, past_stars: bool = False
) -> Iterator[tuple[str, list[Location]]]:
    # A build runs setup.py; what runs other files of settings, such as Sphinx, gives them names.
    if (module.role != "source" and module.path != "setup.py") or module.path.startswith("doc"):
        return
    suspects = bindings_of(module).unbound
    if not past_stars and not any(not name.startswith("__") for name in suspects):
        return
    places: dict[str, list[Location]] = {}
    given: frozenset[str] | None = None
    left_out = frozenset() if evaluated else _mapped_lines(module)
    for lookup in unbound(module.tree, past_stars=past_stars):
        if given is None:
            given = _given(module) | names_with(suspects)
            left_out |= _dead_lines(module)
        if "*" in given:
            return
        name = lookup.name
        if lookup.evaluated is not evaluated or name in given or name.startswith("__"):
            continue
        if lookup.line in left_out:
            continue
        if f"{{{{{name}}}}}" in module.text:  # a template, to be filled in before it is Python
            continue
        places.setdefault(name, []).append(location_of(module, lookup))
    yield from places.items()


def _dead_lines(module: Module) -> frozenset[int]:
    """Return the lines of functions that stand behind a `raise` without a condition, and never run."""
    found: set[int] = set()
    for function in nodes_of(module, ast.FunctionDef, ast.AsyncFunctionDef):
        for number, statement in enumerate(function.body[:-1], start=1):
            if isinstance(statement, ast.Raise):
                found.update(range(function.body[number].lineno, (function.end_lineno or 0) + 1))
                break
    return frozenset(found)


def _mapped_lines(module: Module) -> frozenset[int]:
    """Return the lines of annotations that name a class which SQLAlchemy or SQLModel finds by its name.

    Both look for it among all mapped classes, so that two modules need not import each other.
    """
    return frozenset(
        line
        for node in nodes_of(module, ast.AnnAssign)
        if dotted(node.annotation).rpartition(".")[2].startswith("Mapped")
        or (
            isinstance(node.value, ast.Call)
            and dotted(node.value.func).rpartition(".")[2] in ("Relationship", "relationship")
        )
        for line in range(node.annotation.lineno, (node.annotation.end_lineno or node.annotation.lineno) + 1)
    )


def undefined(name: str, how: str, places: list[Location]) -> Finding:
    """Return the one finding for a name: at its first place, with the others beside it."""
    first, *others = places
    number = f" ({counted(len(places), 'place')})" if others else ""
    return Finding(f"`{name}` {how}, but nothing defines it{number}", first, related=tuple(others))


def _given(module: Module) -> frozenset[str]:
    """Return the names that the program that runs a module gives it; `*` where that is unknown."""
    text = module.text
    given = _GIVEN | _NEWER | names_of_host(text)
    if text.startswith("# Databricks notebook source"):
        given |= _DATABRICKS | (frozenset("*") if _RUNS.search(text) else frozenset())
    if module.has_cells:
        given |= {"display"}
    if "s()" in text or "dir()" in text:
        given |= names_asked_for(nodes_of(module, ast.Compare))
    return given | _OLDER | _OLDEST if _ASKS.search(text) or _PYTHON_2.search(text) else given


def location_of(module: Module, lookup: Lookup) -> Location:
    line = module.lines.line(lookup.line)
    start = module.lines.utf8_column(lookup.line, lookup.column)
    named = line[start - 1 :].startswith(lookup.name)
    end = start + len(lookup.name) if named else start
    return Location(module.path, span=Span(lookup.line, start, lookup.line, end))
