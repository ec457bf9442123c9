"""What a task runner, an environment manager or a container starts, followed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from roadworthy.facts.ci.runners.entrypoint import entry_recipe_of, image_entry, service_entry
from roadworthy.facts.ci.runners.images import compose_recipe, dockerfile_recipe
from roadworthy.facts.ci.runners.recipe import Line
from roadworthy.facts.ci.runners.tasks import named_recipe
from roadworthy.facts.ci.tools import checks, tool_acts
from roadworthy.facts.ci.verbs import Verb, Words
from roadworthy.facts.ci.wrappers import unwrapped

if TYPE_CHECKING:
    from roadworthy.facts.ci.around import Around
    from roadworthy.facts.ci.walk import CommandWalk


def run_task(
    walk: CommandWalk, task: tuple[str, Words, str], settings: dict[str, str], around: Around
) -> None:
    """Run what `poetry run x`, `hatch run x` and their like run: a task of the project, or a program."""
    runner, inner, environment = task
    if runner == "hatch" and inner and ":" in inner[0]:
        environment, _, first = inner[0].partition(":")
        inner = (first, *inner[1:])
    recipe = (
        named_recipe(walk.tree, runner, inner[0], inner[1:], around.directory, environment) if inner else None
    )
    if recipe is not None:
        if runner == "hatch":
            walk.act(Verb.INSTALLS, "hatch", ("hatch",), around, "editable")
        walk.recipe(recipe, around)
        return
    if runner == "poe":
        walk.miss(around, f"the task `{inner[0]}` is not in the project")
        return
    if runner == "uv" and "--no-project" not in inner:
        walk.act(Verb.INSTALLS, "uv", ("uv", "run"), around, "editable")
    plain = unwrapped(inner)
    if plain:
        if runner in ("uv", "hatch", "pixi", "pdm", "rye") and plain[0].endswith(".py"):
            plain = ("python", *plain)
        walk.plain(plain, settings, replace(around, depth=around.depth + 1))


def run_container(
    walk: CommandWalk, words: Words, found: tuple[str, str, Words], settings: dict[str, str], around: Around
) -> None:
    """Run what `docker run` and its like run in a container."""
    how, image, command = found
    for verb, detail in tool_acts(words):
        walk.act(verb, words[0], words, around, detail)
    # An image that has the name of a tool starts it: `cytopia/flake8`.
    named = image.partition("@")[0].rpartition("/")[2].partition(":")[0]
    if how == "run" and (acts := checks(named, command)):
        for verb, detail in acts:
            walk.act(verb, named, words, around, detail)
        return
    if command and how in ("compose", "run"):
        entry = _entry_of(walk, how, words, image, around)
        recipe = entry_recipe_of(walk.tree, entry, command) if entry else None
        if recipe is not None:
            walk.recipe(recipe, around)
            return
    if command and how != "up":
        plain = unwrapped(command)
        if plain and not around.is_deepest:
            walk.plain(plain, settings, replace(around, directory="", depth=around.depth + 1))
        return
    if how == "detached":
        return
    if how == "up":
        detached = any(word in ("-d", "--detach") for word in words)
        walk.recipe(compose_recipe(walk.tree, words, around.directory, (), build=True), around)
        if not detached:
            walk.recipe(compose_recipe(walk.tree, words, around.directory, ()), around)
        return
    if how == "compose":
        walk.recipe(compose_recipe(walk.tree, words, around.directory, (image,)), around)
        return
    built = walk.shell.images.get(image) or (
        next(iter(walk.shell.images.values())) if len(walk.shell.images) == 1 else None
    )
    if built is None:
        if image.startswith(("hello-world", "$")) and not image.startswith("$"):
            return
        walk.miss(around, f"what the image `{image}` starts")
        return
    walk.recipe(dockerfile_recipe(walk.tree, built[0], "", command=True), around)


def _entry_of(walk: CommandWalk, how: str, words: Words, image: str, around: Around) -> Words:
    """Return the entry point of a service of Compose, or of an image that was built before."""
    if how == "compose":
        return service_entry(walk.tree, words, around.directory, image)
    path = next(iter(walk.shell.images.get(image, ())), "")
    return image_entry(walk.tree, path) if path else ()


def run_function(
    walk: CommandWalk, name: str, words: Words, settings: dict[str, str], around: Around
) -> None:
    """Run a function of a script, and what it runs for its caller; its own script has its commands."""
    if around.is_deepest:
        walk.miss(around, "commands that are nested too deep")
        return
    defined = walk.shell.functions[name]
    inner = replace(around, depth=around.depth + 1)
    if not defined.function.called and (name, defined.at) not in walk.seen:
        walk.seen.add((name, defined.at))
        if walk.afford(around, len(defined.script)):
            within = replace(inner, via=(*around.via, defined.at))
            walk.script_of(
                defined.script, defined.at, within, errexit=defined.errexit, settings={}, calls=name
            )
    runs = defined.function.runs
    if runs is None:
        return
    inner = replace(inner, tolerated=around.tolerated or runs.tolerated)
    command = words[runs.first : runs.first + 1 if runs.alone else None]
    if len(command) == 1:
        walk.line(Line(around.at, command[0]), inner)
    elif plain := unwrapped(command):
        walk.plain(plain, settings, inner)
