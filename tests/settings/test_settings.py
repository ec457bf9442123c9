"""Settings: what is accepted has its effect, and everything else is refused with its place."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from roadworthy.core.finding import Finding, Location
from roadworthy.core.rule import Rule, Severity, rule
from roadworthy.settings.config import Config, load
from roadworthy.settings.schema import SETTINGS
from roadworthy.settings.select import check_names, options_in_force
from roadworthy.testing.pages import inspect_files, installed_rules
from roadworthy.tree.tree import MemoryTree, Tree


@rule(Severity.NOTE, since="0.1", aliases=("file-count",), group="layout")
def files_many(
    tree: Tree, *, share: float = 0.5, limit: int = 3, names: tuple[str, ...] = ("a",), strict: bool = False
) -> Iterator[Finding]:
    """There are many files."""
    if len(tree.files) > limit:
        yield Finding(f"{share} of {limit} {names} {strict}", Location("roadworthy.toml"))


RULES = {files_many.name: files_many, **{each.name: each for each in installed_rules()}}


def config(text: str) -> Config:
    return load(MemoryTree({"roadworthy.toml": text.encode()}))


def problems(text: str) -> list[str]:
    return [str(problem) for problem in check_names(config(text), RULES)]


@pytest.mark.parametrize("name", ["files-many", "file-count"])
def test_options_count_under_a_rules_name_and_under_an_alias(name: str) -> None:
    text = f"[rules.{name}]\nlimit = 7\n"
    assert problems(text) == []
    assert options_in_force(config(text), RULES) == {"files-many": {"limit": 7}}


@pytest.mark.parametrize(("limit", "found"), [(0, 1), (1, 0)])
@pytest.mark.parametrize("name", ["print-in-package", "function-too-long"])
def test_an_option_under_an_alias_reaches_the_rule(name: str, limit: int, found: int) -> None:
    too_long = next(each for each in installed_rules() if each.name == "function-too-long")
    known = Rule("function-too-long", too_long.function, Severity.NOTE, "0.1", aliases=(name,), group="code")
    given = options_in_force(config(f"[rules.{name}]\nstatements = {limit}\n"), {known.name: known})
    assert given == {"function-too-long": {"statements": limit}}
    files = {
        "src/demo/a.py": b"def f():\n    return 1\n",
        "roadworthy.toml": f"[rules.function-too-long]\nstatements = {limit}\n".encode(),
    }
    assert len(inspect_files(files, [too_long]).findings) == found


@pytest.mark.parametrize("table", ["severity", "rules"])
def test_a_rule_under_two_names_is_refused(table: str) -> None:
    values = ('"error"', '"note"') if table == "severity" else ("{ limit = 1 }", "{ limit = 2 }")
    text = f"[{table}]\nfiles-many = {values[0]}\nfile-count = {values[1]}\n"
    assert problems(text) == [
        "roadworthy.toml:3:1: `file-count` and `files-many` are one rule: keep one of them"
    ]


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("share = 1", 1.0),
        ("share = 0.25", 0.25),
        ("limit = 1", 1),
        ('names = ["b", "c"]', ("b", "c")),
        ("names = []", ()),
        ("strict = true", True),
    ],
)
def test_what_fits_an_option(option: str, value: object) -> None:
    text = f"[rules.files-many]\n{option}\n"
    assert problems(text) == []
    ((_, given),) = options_in_force(config(text), RULES)["files-many"].items()
    assert (type(given), given) == (type(value), value)


@pytest.mark.parametrize(
    ("option", "kind"),
    [
        ("share = true", "a number"),
        ('share = "1"', "a number"),
        ("limit = 1.5", "an integer"),
        ("limit = true", "an integer"),
        ('names = "b"', "an array of strings"),
        ("names = [1]", "an array of strings"),
        ("strict = 1", "true or false"),
    ],
)
def test_what_fits_no_option(option: str, kind: str) -> None:
    name = option.partition(" ")[0]
    assert problems(f"[rules.files-many]\n{option}\n") == [
        f"roadworthy.toml:2:1: option `{name}` of `files-many` must be {kind}"
    ]


def test_every_key_of_the_schema_is_read_somewhere() -> None:
    from pathlib import Path

    import roadworthy

    package = Path(roadworthy.__file__).parent
    texts = [
        path.read_text(encoding="utf-8") for path in package.rglob("*.py") if path.name not in ("schema.py",)
    ]
    unread = [key for key in SETTINGS if not any(f'["{key}"]' in text for text in texts)]
    assert unread == []
