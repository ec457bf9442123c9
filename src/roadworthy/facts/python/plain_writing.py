"""Bodies of functions that only write what they are given to a file, or only set seeds."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from roadworthy.facts.python.module import dotted

#: What writes what it is given, by the last part of its name, and what makes the directory for it.
_WRITES = frozenset(
    "dump safe_dump save savetxt to_csv to_excel to_feather to_json to_parquet to_pickle write write_text"
    " write_json".split()
)
_MAKES = frozenset(("makedirs", "mkdir"))
#: What sets the seed of a generator.
_SEEDS = frozenset(
    "manual_seed manual_seed_all seed seed_everything set_random_seed set_seed"
    " use_deterministic_algorithms".split()
)
#: Where libraries keep whether they repeat what they did.
_SETTINGS = frozenset("benchmark deterministic".split())


def is_writing(body: list[ast.stmt]) -> bool:
    """Tell whether a body only makes a directory, opens a file, and writes what it is given."""
    written = [_writes(statement) for statement in body]
    return bool(written) and None not in written and any(written)


def _writes(statement: ast.stmt) -> bool | None:
    """Tell whether a statement writes; None for one that does anything else than to prepare it."""
    match statement:
        case ast.Assign(targets=[ast.Name()], value=ast.Call() as call):
            return False if dotted(call.func).rpartition(".")[2] == "Path" and _is_handed(call) else None
        case ast.With(items=[ast.withitem(context_expr=ast.Call() as call)], body=body):
            opened = dotted(call.func).rpartition(".")[2] == "open" and _is_handed(call)
            return opened if opened and is_writing(body) else None
        case ast.Expr(value=ast.Call() as call):
            name = dotted(call.func).rpartition(".")[2]
            if name in _MAKES:
                return False
            return True if name in _WRITES and _is_handed(call, deeper=True) else None
        case ast.Return(value=None | ast.Name()):
            return False
    return None


def _is_handed(call: ast.Call, *, deeper: bool = False) -> bool:
    """Tell whether arguments are passed as they are, or, `deeper`, through one function."""
    return all(
        _is_value(value) or (deeper and isinstance(value, ast.Call) and _is_handed(value))
        for value in (*call.args, *(keyword.value for keyword in call.keywords))
    )


def _is_value(value: ast.expr) -> bool:
    while isinstance(value, ast.Attribute):
        value = value.value
    return isinstance(value, (ast.Constant, ast.Name))


def is_seeding(body: Iterable[ast.stmt]) -> bool:
    """Tell whether a body sets seeds, and does nothing else."""
    found = [_seeds(statement) for statement in body]
    return bool(found) and all(found)


def _seeds(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Call() as call):
            return dotted(call.func).rpartition(".")[2] in _SEEDS and _is_handed(call)
        case ast.Assign(targets=[ast.Attribute(attr=name)], value=ast.Constant()):
            return name in _SETTINGS
        case ast.Assign(targets=[ast.Subscript(value=value)]):
            return dotted(value) == "os.environ"
        case ast.If(test=ast.Call(func=function), body=body, orelse=[]):
            return dotted(function).endswith("is_available") and is_seeding(body)
    return False
