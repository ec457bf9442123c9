"""Images: what the RUN instructions of a Dockerfile run, and the services of a Compose file."""

from __future__ import annotations

import itertools
from typing import Any

from roadworthy.core.fault import Blocked
from roadworthy.core.finding import Location
from roadworthy.facts.ci.runners.recipe import LINES, MANY, Line, Recipe, inside
from roadworthy.facts.ci.verbs import Words
from roadworthy.facts.container import Dockerfile
from roadworthy.facts.container import read_dockerfile as parsed_dockerfile
from roadworthy.locate.files import Files
from roadworthy.tree.tree import Tree

_BUILD_VALUED = frozenset(
    "-t --tag -f --file --build-arg --target --platform --label --cache-from --cache-to --secret --ssh"
    " --network --output -o --progress --iidfile --shm-size --memory -m --ulimit --add-host --builder"
    " --build-context".split()
)
_NAMES = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")


def _option(words: Words, *names: str) -> list[str]:
    found = [b for a, b in itertools.pairwise(words) if a in names]
    return found + [
        word.partition("=")[2] for word in words if word.partition("=")[0] in names and "=" in word
    ]


def build_recipe(tree: Tree, words: Words, cwd: str) -> Recipe:
    """Return what `docker build [options] context` runs: the RUNs of the stages that are built."""
    context = build_context(words)
    named = _option(words, "-f", "--file", "--dockerfile")
    directory = inside(cwd, context) if "://" not in context and not context.startswith("$") else cwd
    path = inside(cwd, named[-1]) if named else inside(directory, "Dockerfile")
    target = _option(words, "--target")
    return dockerfile_recipe(tree, path, target[-1] if target else "")


def build_context(words: Words) -> str:
    """Return the directory that an image is built from: the first argument that is no option's value."""
    at = 1
    while at < len(words):
        if words[at] in _BUILD_VALUED:
            at += 2
        elif words[at].startswith("-") or words[at] in ("build", "buildx", "image", "bud"):
            at += 1
        else:
            return words[at]
    return "."


def read_dockerfile(tree: Tree, path: str) -> Dockerfile | str:
    """Return a Dockerfile; a text that says why where it cannot be read."""
    if path not in tree.files:
        return f"`{path}` is not in the project"
    try:
        return tree.once(path, _parsed)
    except Blocked as blocked:
        return f"`{path}` cannot be read: {blocked.reason}"


def _parsed(files: Files, path: str) -> Dockerfile:
    return parsed_dockerfile(path, files.text(path, strict=False))


def dockerfile_recipe(tree: Tree, path: str, target: str, *, command: bool = False) -> Recipe:
    """Return the RUNs of a Dockerfile up to a stage; with `command`, what its container starts instead."""
    found = read_dockerfile(tree, path)
    if isinstance(found, str):
        return Recipe(missing=found)
    wanted = _stages(found, target)
    lines: list[Line] = []
    started: dict[str, Line] = {}
    for instruction in found.instructions:
        if instruction.stage not in wanted:
            continue
        at = found.at(instruction)
        words = instruction.json or ()
        line = Line(at, words=words) if words else Line(at, instruction.arguments, directory="")
        if instruction.keyword == "RUN" and not command:
            lines.append(line)
        elif instruction.keyword in ("CMD", "ENTRYPOINT") and command:
            started[instruction.keyword] = line
    if command and started:
        entry, arguments = started.get("ENTRYPOINT"), started.get("CMD")
        if entry and arguments and entry.words and arguments.words:
            lines = [Line(entry.at, words=(*entry.words, *arguments.words))]
        else:
            lines = [entry or started["CMD"]]
    return Recipe(tuple(lines[:LINES]), MANY if len(lines) > LINES else "", work=len(found.instructions))


def _stages(dockerfile: Dockerfile, target: str) -> set[int]:
    """Return the stages that are built for a target: those it comes from, and those it copies from."""
    names = {stage.name.lower(): stage.index for stage in dockerfile.stages if stage.name}
    last = names.get(target.lower(), len(dockerfile.stages) - 1)
    flags: dict[int, list[str]] = {}
    for instruction in dockerfile.instructions:
        flags.setdefault(instruction.stage, []).extend(instruction.flags)
    wanted: set[int] = set()
    waiting = [last]
    while waiting:
        index = waiting.pop()
        if index in wanted or not 0 <= index < len(dockerfile.stages):
            continue
        wanted.add(index)
        base = dockerfile.stages[index].base
        waiting += [base] if base is not None else []
        for flag in flags.get(index, ()):
            for part in flag.removeprefix("--mount=").split(","):
                key, _, value = part.partition("=")
                if key in ("--from", "from"):
                    number = int(value) if value.isdecimal() and len(value) < 4 else -1
                    waiting.append(names.get(value.lower(), number))
    return wanted


def compose_services(tree: Tree, words: Words, cwd: str) -> tuple[dict[str, tuple[str, dict[str, Any]]], str]:
    """Return the services of Compose files that a command names, each with its file, and what is missing."""
    from roadworthy.tree.yaml import load_yaml

    files = _option(words, "-f", "--file")
    paths = [inside(cwd, name) for name in files] or [
        p for n in _NAMES if (p := inside(cwd, n)) in tree.files
    ][:1]
    missing = "" if paths else "the Compose file is not in the project"
    merged: dict[str, tuple[str, dict[str, Any]]] = {}
    for path in paths:
        try:
            data = load_yaml(tree, path) if path in tree.files else None
        except Blocked:
            data = None
        table = data.get("services") if isinstance(data, dict) else None
        if not isinstance(table, dict):
            missing = f"`{path}` is not in the project"
            continue
        for name, service in table.items():
            if isinstance(service, dict):
                merged[str(name)] = (path, {**merged.get(str(name), ("", {}))[1], **service})
    return merged, missing


def compose_recipe(tree: Tree, words: Words, cwd: str, services: Words, *, build: bool = False) -> Recipe:
    """Return what the services of a Compose file run, or with `build`, what is run to build them."""
    merged, missing = compose_services(tree, words, cwd)
    lines: list[Line] = []
    wanted = [name for name in services if name in merged] or ([] if services else list(merged))
    work = len(merged)
    for name in wanted:
        if len(lines) > LINES or work > 100 * LINES:
            return Recipe(tuple(lines[:LINES]), MANY, work=work)
        path, service = merged[name]
        at = Location(path, ("services", name))
        folder = path.rpartition("/")[0]
        context = service.get("build")
        table = context if isinstance(context, dict) else {"context": context}
        place = inside(folder, str(table.get("context") or "."))
        file = inside(place, str(table.get("dockerfile") or "Dockerfile"))
        if build and context is not None:
            recipe = dockerfile_recipe(tree, file, str(table.get("target") or ""))
            lines += recipe.lines
            missing = missing or recipe.missing
            work += recipe.work
        elif not build:
            command = service.get("command") or service.get("entrypoint")
            if isinstance(command, list):
                lines.append(Line(at / "command", words=tuple(map(str, command))))
            elif isinstance(command, str):
                lines.append(Line(at / "command", command))
            elif context is not None:
                recipe = dockerfile_recipe(tree, file, str(table.get("target") or ""), command=True)
                lines += recipe.lines
                work += recipe.work
    return Recipe(tuple(lines), missing, work=work)
