"""Bodies of functions that only write what they are given to a file, set seeds, or set up logging."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from roadworthy.facts.python.module import dotted, last_name
from roadworthy.facts.python.plain_forward import is_named, is_printing, without_logging

#: What writes what it is given, by the last part of its name, and what makes the directory for it.
_WRITES = frozenset(
    "dump safe_dump save save_model save_pretrained savefig savetxt savez savez_compressed to_csv to_excel"
    " to_feather to_json to_parquet to_pickle write write_bytes write_html write_image write_json write_text"
    " writelines".split()
)
_MAKES = frozenset(("makedirs", "mkdir"))
#: What sets the seed of a generator.
_SEEDS = frozenset(
    "manual_seed manual_seed_all seed seed_everything set_random_seed set_seed"
    " use_deterministic_algorithms".split()
)
#: Where libraries keep whether they repeat what they did.
_SETTINGS = frozenset("benchmark deterministic".split())

#: What sets up logging, what does so by a name that other things have, and what it is made of.
_SETS_UP = frozenset("addHandler add_logger basicConfig dictConfig fileConfig".split())
_PREPARES = frozenset(
    "addFilter captureWarnings clear disable removeHandler setFormatter setLevel set_verbosity".split()
)
_OF_LOGURU = frozenset("add configure remove".split())
_MADE = frozenset(
    "Path dirname exists get getLogger getattr getenv hasHandlers isinstance join lower upper".split()
)
_KINDS = ("Filter", "Formatter", "Handler")


def is_logging_setup(body: list[ast.stmt]) -> bool:
    """Tell whether a body only sets up logging: handlers, formats and levels. It may return the logger."""
    steps = [_of_logging(statement) for statement in without_logging(body)]
    return bool(steps) and None not in steps and any(steps)


def _of_logging(statement: ast.stmt) -> bool | None:
    """Tell whether a statement sets up logging; None for one that does anything else than to prepare it."""
    match statement:
        case ast.If(test=test, body=body, orelse=orelse) if _is_part_of_logging(test):
            return _all_of_logging([*body, *orelse])
        case ast.For(body=body, orelse=[]):
            return _all_of_logging(body)
        case ast.Return(value=value):
            return False if value is None or _is_part_of_logging(value) else None
        case ast.Import() | ast.ImportFrom() | ast.Global() | ast.Pass():
            return False
        case ast.Assign(targets=[ast.Name() | ast.Attribute()], value=value):
            return False if _is_part_of_logging(value) else None
        case ast.Expr(value=ast.Call() as call):
            *owners, last = dotted(call.func).split(".")
            logger = bool(owners) and owners[-1].strip("_").lower() in ("log", "logger")
            if last in _SETS_UP or (logger and last in _OF_LOGURU):
                return last != "remove"
            return False if last in _PREPARES | _MAKES or is_printing([statement]) else None
    return None


def _all_of_logging(body: list[ast.stmt]) -> bool | None:
    steps = [_of_logging(statement) for statement in body]
    return None if None in steps else any(steps)


def _is_part_of_logging(value: ast.expr) -> bool:
    """Tell whether a value is a logger, a handler, a format or a level, or is made of names and texts."""
    calls = (part for part in ast.walk(value) if isinstance(part, ast.Call))
    return all(
        last in _MADE or last.endswith(_KINDS) for last in (last_name(call.func) for call in calls)
    ) and not isinstance(value, (ast.Await, ast.Lambda, ast.ListComp))


def is_writing(body: list[ast.stmt]) -> bool:
    """Tell whether a body only makes a directory, opens files, and writes what it is given.

    It may print where it writes.
    """
    written = [_writes(statement) for statement in without_logging(body)]
    return bool(written) and None not in written and any(written)


def _writes(statement: ast.stmt) -> bool | None:
    """Tell whether a statement writes; None for one that does anything else than to prepare it."""
    match statement:
        case ast.Assign(targets=[ast.Name()], value=value) if is_place(value):
            return False
        case ast.With(items=[ast.withitem(context_expr=ast.Call() as call)], body=body):
            opened = dotted(call.func).rpartition(".")[2] == "open" and _is_handed(call)
            return opened if opened and is_writing(body) else None
        case ast.Expr(value=ast.Call() as call):
            name = dotted(call.func).rpartition(".")[2]
            if name in _MAKES or is_printing([statement]):
                return False
            return True if name in _WRITES and _is_handed(call, deeper=True) else None
        case ast.Return(value=None | ast.Name()):
            return False
    return None


def is_place(value: ast.expr) -> bool:
    """Tell whether a value is a path made of names and texts: `Path(directory) / "model.joblib"`."""
    match value:
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return _is_below(left) and _is_below(right)
        case ast.Call() as call:
            name = dotted(call.func)
            return (name.rpartition(".")[2] == "Path" or name == "os.path.join") and _is_handed(call)
    return False


def _is_below(value: ast.expr) -> bool:
    """Tell whether a value may be a part of a path: a name, a text or a path itself."""
    return is_named(value) or _is_text(value) or is_place(value)


def _is_text(value: ast.expr) -> bool:
    """Tell whether a value is a text with names in it, unchanged: `f"{name}.csv"`."""
    return isinstance(value, ast.JoinedStr) and all(
        isinstance(part, ast.Constant)
        or (isinstance(part, ast.FormattedValue) and part.format_spec is None and is_named(part.value))
        for part in value.values
    )


def _is_handed(call: ast.Call, *, deeper: bool = False) -> bool:
    """Tell whether arguments are passed as they are or are paths, or, `deeper`, through one function."""
    return all(
        _is_below(value) or (deeper and isinstance(value, ast.Call) and _is_handed(value))
        for value in (*call.args, *(keyword.value for keyword in call.keywords))
    )


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
