"""Programs that are followed in their own way, by name."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping

from roadworthy.facts.ci.around import Around
from roadworthy.facts.ci.interpreters import (
    run_coverage,
    run_manage,
    run_nix,
    run_python,
    run_sage,
    run_setup,
    run_shell,
    run_source,
)
from roadworthy.facts.ci.programs import is_test_request
from roadworthy.facts.ci.runners.cibuildwheel import wheel_tests
from roadworthy.facts.ci.runners.dvc import dvc_recipe
from roadworthy.facts.ci.runners.hooks import hooks_recipe
from roadworthy.facts.ci.runners.images import build_context, build_recipe, compose_recipe
from roadworthy.facts.ci.runners.invoke import invoke_recipe
from roadworthy.facts.ci.runners.justfile import just_recipe, task_recipe
from roadworthy.facts.ci.runners.makefile import make_recipe
from roadworthy.facts.ci.runners.nox import nox_recipe
from roadworthy.facts.ci.runners.pytest_options import added_options
from roadworthy.facts.ci.runners.recipe import Line, Recipe, inside
from roadworthy.facts.ci.runners.tasks import hatch_itself, named_recipe, npm_recipe
from roadworthy.facts.ci.runners.tox import tox_recipe
from roadworthy.facts.ci.tools import plugin_acts, tool_acts
from roadworthy.facts.ci.verbs import Verb, Words
from roadworthy.facts.ci.walk import CommandWalk, Special


def _recipe(make: Callable[[CommandWalk, Words, dict[str, str], Around], Recipe]) -> Special:
    def run(walk: CommandWalk, words: Words, settings: dict[str, str], around: Around) -> bool:
        if (words, around.directory, tuple(sorted(settings.items()))) in walk.seen:
            # A circle: make calls itself.
            return True
        walk.seen.add((words, around.directory, tuple(sorted(settings.items()))))
        walk.recipe(make(walk, words, settings, around), around)
        return True

    return run


def _known(walk: CommandWalk, settings: dict[str, str], around: Around) -> dict[str, str]:
    values = {**around.values, **walk.shell.variables}
    return {**{key: found[0] for key, found in values.items() if found}, **settings}


def _docker(walk: CommandWalk, words: Words, settings: dict[str, str], around: Around) -> bool:
    plain = [word for word in words[1:] if not word.startswith("-")]
    compose = words[0] == "docker-compose" or plain[:1] == ["compose"]
    if (plain[:1] in (["build"], ["bud"]) and not compose) or plain[:2] in (
        ["buildx", "build"],
        ["image", "build"],
    ):
        for verb, detail in tool_acts(words):
            walk.act(verb, words[0], words, around, detail)
        recipe = build_recipe(walk.tree, words, around.directory)
        context = build_context(words)
        file = next((b for a, b in itertools.pairwise(words) if a in ("-f", "--file")), "")
        tags = [b for a, b in itertools.pairwise(words) if a in ("-t", "--tag")]
        path = (
            inside(around.directory, file)
            if file
            else inside(inside(around.directory, context), "Dockerfile")
        )
        for tag in tags or [""]:
            walk.shell.images[tag] = (path,)
        walk.recipe(recipe, around)
        return True
    if compose and "build" in plain:
        for verb, detail in tool_acts(words):
            walk.act(verb, words[0], words, around, detail)
        walk.recipe(compose_recipe(walk.tree, words, around.directory, (), build=True), around)
        return True
    return False


def _hatch(walk: CommandWalk, words: Words, settings: dict[str, str], around: Around) -> bool:
    recipe = hatch_itself(words, around.at)
    if recipe is not None:
        walk.recipe(recipe, around)
    return recipe is not None


def _tox(walk: CommandWalk, words: Words, settings: dict[str, str], around: Around) -> Recipe:
    return tox_recipe(walk.tree, words, around.directory, _known(walk, settings, around))


def _make(walk: CommandWalk, words: Words, settings: dict[str, str], around: Around) -> Recipe:
    known = {k: v for k, v in _known(walk, settings, around).items() if k.isidentifier()}
    recipe = make_recipe(walk.tree, words, around.directory, known)
    # What CMake and qmake generate compiles, unless it is told to test.
    compiles = walk.shell.generates and not any(map(is_test_request, words[1:]))
    return Recipe() if recipe.is_absent and compiles else recipe


def _wheels(walk: CommandWalk, words: Words, settings: dict[str, str], around: Around) -> bool:
    walk.act(Verb.BUILDS_WHEEL, "cibuildwheel", words, around, "")
    run_wheel_tests(walk, _known(walk, settings, around), around)
    return True


def run_wheel_tests(walk: CommandWalk, settings: Mapping[str, str], around: Around) -> None:
    """Run the tests of cibuildwheel, by its environment or the project's settings."""
    command = wheel_tests(walk.tree, settings)
    if command is not None:
        at, text = command
        walk.act(Verb.INSTALLS, "cibuildwheel", ("cibuildwheel",), around, "wheel")
        walk.line(Line(at or around.at, text), around)


def _rye(walk: CommandWalk, words: Words, settings: dict[str, str], around: Around) -> bool:
    if words[1:2] == ("test",):
        walk.act(Verb.TESTS, "rye test", words, around, "")
    elif words[1:2] == ("lint",) or words[1:3] == ("fmt", "--check"):
        walk.act(Verb.LINTS, "rye", words, around, "")
    else:
        return False
    return True


SPECIAL: dict[str, Special] = {
    "python": run_python,
    "coverage": run_coverage,
    "bash": run_shell,
    "sh": run_shell,
    "zsh": run_shell,
    "dash": run_shell,
    "pwsh": run_shell,
    "powershell": run_shell,
    "source": run_source,
    ".": run_source,
    "make": _recipe(_make),
    "gmake": _recipe(_make),
    "just": _recipe(lambda walk, words, settings, around: just_recipe(walk.tree, words, around.directory)),
    "dvc": _recipe(lambda walk, words, settings, around: dvc_recipe(walk.tree, words, around.directory)),
    "tox": _recipe(_tox),
    "nox": _recipe(lambda walk, words, settings, around: nox_recipe(walk.tree, words, around.directory)),
    "invoke": _recipe(
        lambda walk, words, settings, around: invoke_recipe(walk.tree, words, around.directory)
    ),
    "inv": _recipe(lambda walk, words, settings, around: invoke_recipe(walk.tree, words, around.directory)),
    "pre-commit": _recipe(
        lambda walk, words, settings, around: hooks_recipe(
            walk.tree, words, around.directory, _known(walk, settings, around)
        )
    ),
    "prek": _recipe(
        lambda walk, words, settings, around: hooks_recipe(
            walk.tree, words, around.directory, _known(walk, settings, around)
        )
    ),
    "npm": _recipe(lambda walk, words, settings, around: npm_recipe(walk.tree, words, around.directory)),
    "yarn": _recipe(lambda walk, words, settings, around: npm_recipe(walk.tree, words, around.directory)),
    "pnpm": _recipe(lambda walk, words, settings, around: npm_recipe(walk.tree, words, around.directory)),
    "docker": _docker,
    "podman": _docker,
    "docker-compose": _docker,
    "buildah": _docker,
    "hatch": _hatch,
    "setup.py": run_setup,
    "manage.py": run_manage,
    "cibuildwheel": _wheels,
    "rye": _rye,
    "sage": run_sage,
    "nix": run_nix,
    "nix-shell": run_nix,
}


def _pytest(walk: CommandWalk, words: Words, settings: dict[str, str], around: Around) -> bool:
    """Run pytest, with the options that the project's settings add."""
    found = tool_acts(words)
    if found:
        found += plugin_acts(words[0], added_options(walk.tree, around.directory))
    for verb, detail in dict.fromkeys(found):
        walk.act(verb, words[0], words, around, detail)
    return True


def _task_runner(walk: CommandWalk, words: Words, settings: dict[str, str], around: Around) -> bool:
    """Run `task x`: of taskipy where the project has such tasks, else of a Taskfile."""
    if len(words) > 1:
        recipe = named_recipe(walk.tree, "task", words[1], words[2:], around.directory)
        walk.recipe(recipe or task_recipe(walk.tree, words, around.directory), around)
    return True


SPECIAL["task"] = _task_runner
SPECIAL["go-task"] = _task_runner
SPECIAL["pytest"] = _pytest
SPECIAL["py.test"] = _pytest
