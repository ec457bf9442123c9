"""A value of the wrong type in pyproject.toml is reported by one rule, and crashes none."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from roadworthy.testing.pages import inspect_files, plugins

WHOLE: dict[str, Any] = {
    "build-system": {
        "requires": ["setuptools"],
        "build-backend": "setuptools.build_meta",
        "backend-path": ["."],
    },
    "project": {
        "name": "demo",
        "version": "1.0",
        "description": "A demo",
        "readme": {"file": "README.md", "content-type": "text/markdown"},
        "requires-python": ">=3.11",
        "license": "MIT",
        "license-files": ["LICENSE"],
        "authors": [{"name": "Ada", "email": "ada@example.com"}],
        "maintainers": [{"name": "Ada"}],
        "keywords": ["demo"],
        "classifiers": ["Typing :: Typed"],
        "urls": {"Homepage": "https://example.com/"},
        "scripts": {"demo": "demo:main"},
        "gui-scripts": {"demo-window": "demo:main"},
        "entry-points": {"demo.plugins": {"one": "demo.one"}},
        "dependencies": ["requests"],
        "optional-dependencies": {"fast": ["numba"]},
        "import-names": ["demo"],
        "import-namespaces": ["acme"],
        "dynamic": ["dependencies"],
    },
    "dependency-groups": {"test": ["pytest", {"include-group": "lint"}], "lint": ["ruff"]},
    "tool": {
        "poetry": {
            "name": "demo",
            "authors": ["Ada <ada@example.com>"],
            "urls": {"A": "https://example.com"},
        },
        "setuptools": {"packages": {"find": {"where": ["src"]}}, "dynamic": {"version": {"attr": "x.y"}}},
        "hatch": {"version": {"path": "x"}, "build": {"targets": {"wheel": {"hooks": {}}}}},
    },
}
WRONG: tuple[Any, ...] = (3, True, "", "x", [3], [[]], {"x": {}}, [{"name": 3, "email": []}])


def routes(value: Any, above: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in pairs:
        yield (*above, key)
        yield from routes(item, (*above, key))


def text(value: Any) -> str:
    """Return a value as TOML."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return f'"{value}"'
        case list():
            return f"[{', '.join(map(text, value))}]"
        case dict():
            return f"{{{', '.join(f'{text(key)} = {text(item)}' for key, item in value.items())}}}"
    return str(value)


def crashes(data: dict[str, Any]) -> list[str]:
    toml = "".join(f"{text(key)} = {text(value)}\n" for key, value in data.items())
    rules = [rule for rule in plugins().rules.values() if rule.group == "metadata"]
    result = inspect_files({"pyproject.toml": toml.encode()}, rules)
    assert "unreadable-file" not in {finding.rule for finding in result.findings}, toml
    return [f"{crash} on {toml}" for crash in result.crashes]


def test_the_example_has_no_wrong_type() -> None:
    toml = "".join(f"{text(key)} = {text(value)}\n" for key, value in WHOLE.items())
    rules = [plugins().rules["value-type-wrong"]]
    assert inspect_files({"pyproject.toml": toml.encode()}, rules).findings == ()


@pytest.mark.parametrize("route", list(routes(WHOLE)), ids=lambda route: ".".join(map(str, route)))
def test_nothing_crashes(route: tuple[str | int, ...]) -> None:
    for wrong in WRONG:
        data = copy.deepcopy(WHOLE)
        holder: Any = data
        for key in route[:-1]:
            holder = holder[key]
        holder[route[-1]] = wrong
        assert crashes(data) == []
