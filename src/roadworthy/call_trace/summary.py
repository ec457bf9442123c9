"""What was recorded, as the record's text and as the lines that the plugin prints.

Everything here is learned from the processes that ran the tests: no file is parsed, so that it costs little.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator, Mapping
from types import CodeType, FunctionType, ModuleType
from typing import Any

from roadworthy.call_trace.record import RECORD, Function, write_record
from roadworthy.core.redact import Redactor
from roadworthy.core.wording import counted
from roadworthy.tree.roles import role_of


def _nothing() -> None: ...


#: The code of a body that does nothing, and how long that of one is that raises `NotImplementedError`.
_EMPTY = _nothing.__code__.co_code
_RAISING = 40


def merged(root: str, seen: list[dict[str, Any]], whole: bool) -> str:
    """Return the record's text for what one process, or several, saw: the same whatever their order."""
    called, imported = _by_file(seen, "called"), _by_file(seen, "imported")
    files = {
        path: (_digest(os.path.join(root, path)), called.get(path, ()), imported.get(path, ()))
        for path in called.keys() | imported.keys()
        if role_of(path) == "source"
    }
    callers: dict[str, dict[str, set[int]]] = {}
    redactor = Redactor()
    for part in seen:
        for node, entered in part.get("by_test", {}).items():
            test = redactor.text(node)  # parameters are a part of its name
            for path, line, _ in entered:
                if path in files:
                    callers.setdefault(test, {}).setdefault(path, set()).add(line)
    return write_record(files, [test for part in seen for test in part["tests"]], whole, callers)


def _by_file(seen: list[dict[str, Any]], key: str) -> dict[str, set[Function]]:
    found: dict[str, set[Function]] = {}
    for part in seen:
        for path, line, name in part[key]:
            found.setdefault(path, set()).add((line, name))
    return found


def _digest(path: str) -> str:
    try:
        with open(path, "rb") as stream:
            return hashlib.sha256(stream.read()).hexdigest()
    except OSError:
        return hashlib.sha256(b"").hexdigest()


def summary(seen: list[dict[str, Any]], whole: bool, limit: int) -> list[str]:
    """Return lines that name the public functions that no test called, as far as imported modules show them.

    `limit` is how many are named, 0 for all. What a private module defines, and a public one exports without
    `__all__`, is left to `roadworthy check`.
    """
    if not whole:
        return [f"{RECORD} is written; only a part of the tests ran: what it does not name may be tested"]
    called = {(path, line) for part in seen for path, line, _ in part["called"]}
    imported = {(path, line) for part in seen for path, line, _ in part["imported"]}
    public = sorted({(path, line, name) for part in seen for path, line, name in part.get("public", ())})
    untested = [
        f"{path}:{line}: {name} ({'ran at import only' if (path, line) in imported else 'not executed'})"
        for path, line, name in public
        if (path, line) not in called
    ]
    if not public:
        return [f"{RECORD} is written; `roadworthy check` judges by it"]
    if not untested:
        return [f"{RECORD} is written: tests call all of {counted(len(public), 'public function')}"]
    listed = untested[:limit] if limit else untested
    lines = [f"no test calls {len(untested)} of {counted(len(public), 'public function')}:", *listed]
    if len(listed) < len(untested):
        lines.append(f"... and {len(untested) - len(listed)} more (-v names all)")
    return lines


def public(paths: Mapping[str, str]) -> list[tuple[str, int, str]]:
    """Return path, first line and name of the public functions and methods of the modules that are loaded.

    `paths` gives for a file that code came from its path in the project, "" where it is of no project's.
    """
    found: list[tuple[str, int, str]] = []
    for module in list(sys.modules.values()):
        path = paths.get(getattr(module, "__file__", None) or "")
        if path:
            parts = path.removesuffix(".py").split("/")
            private = any(part.startswith("_") and not part.startswith("__") for part in parts)
            if not private and role_of(path) == "source":
                found.extend(_of_module(module, paths))
    return sorted(set(found))


def _of_module(module: ModuleType, paths: Mapping[str, str]) -> Iterator[tuple[str, int, str]]:
    names = vars(module)
    exports = names.get("__all__")
    for name in exports if isinstance(exports, (list, tuple)) else [n for n in names if n[:1] != "_"]:
        value = names.get(name)
        if isinstance(value, type):
            if value.__module__ == names.get("__name__") or exports is not None:
                for attribute, member in vars(value).items():
                    if attribute[:1] != "_" and not _is_stub(value):
                        yield from _of_code(_code(member), f"{value.__qualname__}.{attribute}", paths)
        elif exports is not None or getattr(value, "__module__", None) == names.get("__name__"):
            yield from _of_code(_code(value), name, paths)


def _is_stub(owner: type) -> bool:
    """Tell whether a class is a protocol, or may override what a base from elsewhere calls."""
    own = owner.__module__.partition(".")[0]
    bases = [base for base in owner.__mro__ if base not in (object, BaseException, Exception)]
    return bool(getattr(owner, "_is_protocol", False)) or any(
        base.__module__.partition(".")[0] not in (own, "typing", "abc") for base in bases
    )


def _code(value: Any) -> CodeType | None:
    """Return the code of a function behind the decorators that leave it what it is."""
    for _ in range(10):
        if isinstance(value, FunctionType):
            inner = value.__dict__.get("__wrapped__")
            if inner is None:
                return None if getattr(value, "__isabstractmethod__", False) else value.__code__
            value = inner
            continue
        kind = type(value)
        if kind is property:
            value = value.fget
        elif kind in (staticmethod, classmethod):
            value = value.__func__
        elif kind.__module__ == "functools":
            value = getattr(value, "func", None) or getattr(value, "__wrapped__", None)
        else:
            return None
    return None


def _of_code(code: CodeType | None, name: str, paths: Mapping[str, str]) -> Iterator[tuple[str, int, str]]:
    path = paths.get(code.co_filename) if code is not None else None
    if code is None or not path or code.co_name.startswith("<"):
        return
    raising = code.co_names == ("NotImplementedError",) and len(code.co_code) < _RAISING
    if code.co_code != _EMPTY and not raising:
        yield path, code.co_firstlineno, name
