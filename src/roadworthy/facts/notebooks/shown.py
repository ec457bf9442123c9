"""Functions of a notebook that only show something to who reads it."""

from __future__ import annotations

import ast

from roadworthy.facts.python import is_drawn

#: What prints or draws: functions, the names that people import libraries under, and methods of axes.
_PRINTS = frozenset(("display", "print"))
_DRAWS = frozenset("alt ax axes axis axs fig go plt px sns".split())
#: Methods that train, or that keep what was computed.
_KEEPS = frozenset(
    "backward dump fit fit_transform partial_fit save step to_csv to_excel to_json to_parquet to_pickle"
    " to_sql write writelines writerow".split()
)


def is_shown(body: list[ast.stmt]) -> bool:
    """Tell whether a function draws or prints, and neither returns nor keeps anything for other code."""
    return is_drawn(body) or _only_shows(body)


def _only_shows(body: list[ast.stmt]) -> bool:
    shows = False
    for statement in body:
        for part in ast.walk(statement):
            match part:
                case ast.Return(value=ast.expr()) | ast.Yield() | ast.YieldFrom():
                    return False
                case ast.Global() | ast.Nonlocal():
                    return False
                case ast.Attribute(value=ast.expr(), attr=name) if name in _KEEPS:
                    return False
                case ast.Subscript(ctx=ast.Store()) | ast.Attribute(ctx=ast.Store()):
                    return False
                case ast.Call(func=ast.Name(id=name)):
                    shows |= name in _PRINTS
                case ast.Call(func=ast.Attribute(value=ast.Name(id=name))):
                    shows |= name in _DRAWS
    return shows
