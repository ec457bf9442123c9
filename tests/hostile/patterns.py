"""Every regular expression in the source, found by walking its syntax tree, and how it is used."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from roadworthy.core.late_re import LatePattern
from roadworthy.core.secrets import _START
from roadworthy.core.token_shapes import SHAPES

ROOT = Path(__file__).parents[2]
#: The functions of `re` that take an expression first, with the ways in which they read a text.
WAYS = {
    "match": ("match",),
    "fullmatch": ("fullmatch",),
    "search": ("search",),
    "sub": ("search",),
    "subn": ("search",),
    "split": ("search",),
    "findall": ("search",),
    "finditer": ("search",),
}
#: Expressions that are made at run time, by file and the name that is in them: examples of its value.
MADE: dict[tuple[str, str], dict[str, object]] = {
    ("dockersyntax.py", "e"): {"e": r"\\"},
    ("directives.py", "before"): {
        "before": "",
        "text": r"(?:(?!-->)[^\r\n])*",
        "end": "-->",
        "comments": SimpleNamespace(start="<!--"),
    },
    ("patterns.py", "pieces"): {"first": "^", "last": "[^/]*b$", "pieces": ["(?>[^/]*?a)", ""]},
    ("patterns.py", "either"): {
        "either": [r"(?:.+/)?(?:(?>[^/]*?a)[^/]*b(?:/|$)|[^/]*\.py[cod](?:/|$)|build/)"],
        "anchored": [r"docs/(?>[^/]*?a)[^/]*b(?:/|$)"],
    },
    ("secrets.py", "fixed"): {"fixed": "ghp_"},
    ("manifest.py", "text"): {"text": r"(?>(?:[^/]+/)*?a(?>[^/]*?b)[^/]*c/)(?:[^/]++/)*[^/]*\.py"},
    ("magics.py", "quote"): {"quote": '"""'},
    ("cell.py", "indent"): {"indent": ("", "    ")},
    ("markdown.py", "opened"): {"opened": ("", "```")},
    ("excluded.py", "text"): {"text": r"# pragma: no cover|if TYPE_CHECKING:|@(abc\.)?abstractmethod"},
    ("unnamed.py", "item"): {"item": SimpleNamespace(name="demo")},
    ("suite.py", "word"): {"word": "pytest"},
    ("_handed_on.py", "stem"): {"stem": "model", "bound": "fit"},
    ("_undefined.py", "bound"): {"bound": "rows"},
    ("lock.py", "known"): {"known": r"1\.\d+"},
    ("mentions.py", "spelled"): {"spelled": "my[-_.]?package"},
    ("_secrets.py", "name"): {
        "name": r"(?is)kaggle\.json|(?=.*\.json\Z)((.*[_.-])?credentials?[_.-].*|.*service[_-]?account.*)"
    },
    ("_secrets.py", "content"): {"content": r"(?im)^\s*password\s*[=:]\s*(?!x{3}|your)[^\s\"'$<{]{6,}"},
    ("package_not_found.py", "wanted"): {"wanted": r"(src/)?my_package(\.py|/__init__\.py)"},
    ("_licenses.py", "part"): {"part": "[!a-z]"},
    ("_pythons.py", "prefix"): {"prefix": "3.11"},
    ("secret_file_tracked.py", "path"): {"path": "docker/local.key"},
}

#: Functions without arguments that make expressions and return them, alone or in lists.
MAKERS = {("secrets.py", "_searches"), ("secrets.py", "_shapes")}
#: Makers that join expressions by `|`, with nothing behind: each part is pumped alone, with texts of its own.
PARTS = {("secrets.py", "_shapes"): lambda: [f"{_START}(?:{shape})" for _, _, shape in SHAPES]}


@dataclass(frozen=True)
class Found:
    """One expression: where it stands, compiled, and the ways in which it reads texts."""

    place: str
    pattern: re.Pattern[Any]
    ways: tuple[str, ...]


def expressions() -> list[Found]:
    """Return every expression of both import packages; an unevaluable one is an error."""
    parsed = list(modules())
    used: dict[tuple[str, str], set[str]] = {}
    for path, tree in parsed:
        homes = _imported(tree)
        for node in ast.walk(tree):
            match node:
                case ast.Attribute(
                    value=ast.Name(id=name) | ast.Subscript(value=ast.Name(id=name)), attr=method
                ) if method in WAYS:
                    key = homes.get(name, (_module_name(path), name))
                    used.setdefault(key, set()).update(WAYS[method])
                    if name == "pattern":
                        # A parameter: whatever the module passes to its helper is read in its way.
                        used.setdefault((_module_name(path), ""), set()).update(WAYS[method])
    return [found for path, tree in parsed for found in _in_module(path, tree, used)]


def _imported(tree: ast.Module) -> dict[str, tuple[str, str]]:
    """Return, by the names that a module imports from others, where they are from."""
    return {
        alias.asname or alias.name: (node.module, alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }


def modules() -> Iterator[tuple[Path, ast.Module]]:
    for folder in ("src/roadworthy", "rules/roadworthy_rules"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def _in_module(path: Path, tree: ast.Module, used: dict[tuple[str, str], set[str]]) -> Iterator[Found]:
    names = {
        id(inner): target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for inner in ast.walk(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    namespace: dict[str, Any] | None = None
    makers = {
        id(inner): function.name
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef) and (path.name, function.name) in MAKERS
        for inner in ast.walk(function)
    }
    for maker in sorted(set(makers.values())):
        namespace = vars(importlib.import_module(_module_name(path)))
        place = f"{path.relative_to(ROOT)}: {maker}"
        parts = PARTS.get((path.name, maker))
        made = map(re.compile, parts()) if parts else _patterns(namespace[maker]())
        for pattern in made:
            yield Found(place, pattern, ("search",))
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and is_re(node.func) and node.args) or id(node) in makers:
            continue
        method = node.func.attr  # type: ignore[attr-defined]
        if method != "compile" and method not in WAYS:
            continue
        if namespace is None:
            namespace = vars(importlib.import_module(_module_name(path)))
        place = f"{path.relative_to(ROOT)}:{node.lineno}"
        flags = [word.value for word in node.keywords if word.arg == "flags"]
        flags += node.args[1:2] if method == "compile" else []
        inside = [inner.id for inner in ast.walk(node.args[0]) if isinstance(inner, ast.Name)]
        bound = {key: value for name in inside for key, value in MADE.get((path.name, name), {}).items()}
        try:
            pattern = re.compile(
                _value(node.args[0], {**namespace, **bound}), *[_value(flag, namespace) for flag in flags]
            )
        except NameError as error:
            raise AssertionError(
                f"{place}: made at run time; give an example of it in MADE: {error}"
            ) from None
        home = _module_name(path)
        known = used.get((home, names.get(id(node), "")), set()) or used.get((home, ""), set())
        yield Found(place, pattern, WAYS.get(method) or tuple(sorted(known)) or ("match", "search"))


def _patterns(value: Any) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, (re.Pattern, LatePattern)):
        yield re.compile(value.pattern, value.flags)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _patterns(item)


def is_re(function: ast.expr) -> bool:
    return (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and function.value.id == "re"
    )


def _value(node: ast.expr, namespace: dict[str, Any]) -> Any:
    return eval(compile(ast.Expression(node), "<expression>", "eval"), dict(namespace))


def _module_name(path: Path) -> str:
    parts = list(path.relative_to(ROOT).with_suffix("").parts[1:])
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
