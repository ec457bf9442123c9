"""What `dvc repro` runs: the commands of the stages of `dvc.yaml` ("dvc.yaml files")."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from roadworthy.core.fault import Blocked
from roadworthy.core.finding import Location
from roadworthy.facts.ci.runners.recipe import LINES, MANY, Line, Recipe, inside
from roadworthy.facts.ci.verbs import Words
from roadworthy.tree.tree import Tree
from roadworthy.tree.yaml import load_yaml

#: The commands that run stages; others fetch and send data, or print.
_RUNNING = (("repro",), ("exp", "run"), ("experiments", "run"))
_FILE = "dvc.yaml"
#: Stages that are looked at, and what of one is.
_STAGES = 1_000
_ITEMS = 200


def dvc_recipe(tree: Tree, words: Words, directory: str) -> Recipe:
    """Return the commands of the stages that are asked for, with those that make what they need."""
    plain = tuple(word for word in words[1:] if not word.startswith("-") and "=" not in word)
    asked = next((plain[len(one) :] for one in _RUNNING if plain[: len(one)] == one), None)
    if asked is None:
        # `run` and `stage add --run` give a command of their own.
        text = f"`{' '.join(words[:4])}`, whose command is not read"
        return Recipe(missing=text if "run" in plain[:1] or "--run" in words else "")
    path = inside(directory, _FILE)
    stages = _stages(tree, path)
    if not stages:
        return Recipe(missing=f"`{' '.join(words[:4])}`, whose stages are not in `{path}`")
    wanted = [name for name in stages if name in asked]
    if any(word.endswith((".yaml", ".dvc")) or ":" in word for word in asked):
        return Recipe(missing=f"`{' '.join(words[:4])}`, which names a stage of another file")
    chosen = _needed(stages, wanted) if wanted and "--downstream" not in words else set(stages)
    if "-s" in words or "--single-item" in words:
        chosen = set(wanted)
    lines: list[Line] = []
    for name, stage in stages.items():
        for at, command in _commands(path, name, stage) if name in chosen else ():
            if len(lines) >= LINES:
                return Recipe(tuple(lines), MANY)
            where = inside(directory, str(stage.get("wdir") or "."))
            lines.append(Line(at, command, directory=where))
    return Recipe(tuple(lines), work=len(stages))


def _stages(tree: Tree, path: str) -> dict[str, dict[str, Any]]:
    """Return the stages of a file, by name, as far as they are tables."""
    try:
        data: Any = load_yaml(tree, path) if path in tree.files else None
    except Blocked:
        return {}
    found = data.get("stages") if isinstance(data, dict) else None
    items = list(found.items())[:_STAGES] if isinstance(found, dict) else ()
    return {str(name): stage for name, stage in items if isinstance(stage, dict)}


def _commands(path: str, name: str, stage: dict[str, Any]) -> Iterator[tuple[Location, str]]:
    inner = stage.get("do") if isinstance(stage.get("do"), dict) else stage
    given = inner.get("cmd") if isinstance(inner, dict) else None
    for command in given[:_ITEMS] if isinstance(given, list) else [given]:
        if isinstance(command, str):
            yield Location(path, ("stages", name)), command


def _needed(stages: dict[str, dict[str, Any]], wanted: Iterable[str]) -> set[str]:
    """Return some stages with those whose outputs they depend on, directly or not."""
    makers = {text: name for name, stage in stages.items() for text in _paths(stage.get("outs"))}
    found: set[str] = set()
    pending = list(wanted)
    while pending:
        name = pending.pop()
        if name not in found:
            found.add(name)
            pending += [makers[text] for text in _paths(stages[name].get("deps")) if text in makers]
    return found


def _paths(value: Any) -> Iterator[str]:
    """Yield the paths of `deps` or `outs`: texts, or tables of one key."""
    for item in value[:_ITEMS] if isinstance(value, list) else ():
        if isinstance(item, dict):
            yield from (str(key) for key in list(item)[:1])
        else:
            yield str(item)
