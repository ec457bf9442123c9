"""Programs that are followed in their own way: interpreters, shells, task runners, builders of images."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable

from roadworthy.facts.ci.runners.hooks import hooks_recipe
from roadworthy.facts.ci.runners.images import build_context, build_recipe, compose_recipe
from roadworthy.facts.ci.runners.invoke import invoke_recipe
from roadworthy.facts.ci.runners.justfile import just_recipe, task_recipe
from roadworthy.facts.ci.runners.makefile import make_recipe
from roadworthy.facts.ci.runners.nox import nox_recipe
from roadworthy.facts.ci.runners.recipe import Line, Recipe, inside
from roadworthy.facts.ci.runners.scripts import (
    entry_recipe,
    is_downloaded,
    module_recipe,
    python_recipe,
    script_recipe,
)
from roadworthy.facts.ci.runners.tasks import hatch_itself, named_recipe, npm_recipe
from roadworthy.facts.ci.runners.tox import tox_recipe
from roadworthy.facts.ci.tools import tool_acts
from roadworthy.facts.ci.verbs import Verb, Words
from roadworthy.facts.ci.walk import Around, CommandWalk, Special
from roadworthy.facts.ci.wrappers import program

_MODULES = {"nose": "nosetests", "pre_commit": "pre-commit", "pip_audit": "pip-audit", "py.test": "pytest"}


def _python(walk: CommandWalk, words: Words, settings: dict[str, str], around: Around) -> bool:
    """Run `python -m module`, `python script.py` and `python -c code`."""
    rest = without_options_of_python(words[1:])
    if rest[:1] == ("-entry",) and len(rest) > 1:
        walk.recipe(entry_recipe(walk.tree, rest[1]), around)
    elif rest[:1] == ("-m",) and len(rest) > 1:
        module = _MODULES.get(rest[1], rest[1])
        if module == "venv":
            return True
        if rest[1].rpartition(".")[2] in ("test", "tests", "run_tests", "runtests") and "." in rest[1]:
            # A package may bring its tests: `python -m numpy.tests`.
            walk.act(Verb.TESTS, f"python -m {rest[1]}", words, around, "")
            return True
        local = (
            module_recipe(walk.tree, rest[1], around.directory)
            if rest[1] not in ("pytest", "build")
            else None
        )
        if local is not None:
            walk.recipe(local, around)
        else:
            walk.plain((program(module), *rest[2:]), settings, around)
    elif rest[:1] == ("-c",):
        if len(rest) > 1 and re.search(r"\b(?:pytest|nose|unittest)\.(?:main|run)\b", rest[1]):
            walk.act(Verb.TESTS, "python -c", words, around, "")
    elif rest and not rest[0].startswith("-"):
        script = rest[0]
        if script.startswith("$") and script.partition("/")[2] in walk.tree.files:
            script = script.partition("/")[2]  # `$PROJECT_ROOT/tools/check.py`
        name = script.rpartition("/")[2]
        if name == "setup.py":
            acts = tool_acts(("setup.py", *rest[1:]))
            for verb, detail in acts:
                walk.act(verb, "setup.py", words, around, detail)
        elif name == "manage.py" or (rest[1:2] == ("test",) and name.startswith("manage")):
            if rest[1:2] == ("test",):
                walk.act(Verb.TESTS, "manage.py test", words, around, "")
            elif rest[1:2] == ("migrate",):
                walk.act(Verb.MIGRATES, "manage.py migrate", words, around, "")
        elif program(script) in ("pytest", "coverage", "tox", "nosetests", "flake8") and not script.endswith(
            ".py"
        ):
            walk.plain((program(script), *rest[1:]), settings, around)
        elif "$" in script.rpartition("/")[2]:
            walk.miss(around, f"`python {script}`, whose script is a variable")
        elif (script, around.directory) not in walk.seen:
            walk.seen.add((script, around.directory))
            recipe = python_recipe(walk.tree, script, around.directory)
            if not (recipe.missing and is_downloaded(script)):
                walk.recipe(recipe, around)
    return True


def without_options_of_python(words: Words) -> Words:
    """Return the arguments of the interpreter from `-m`, `-c` or the script on."""
    at = 0
    while at < len(words):
        word = words[at]
        if word in ("-m", "-c", "-entry") or not word.startswith("-"):
            return words[at:]
        if word.startswith("-m") and len(word) > 2:
            return ("-m", word[2:], *words[at + 1 :])
        # Several letters in one: `-Wem pytest`, `-bb`, `-Im build`.
        if re.fullmatch(r"-[A-Za-z]+m", word):
            return ("-m", *words[at + 1 :])
        at += 2 if word in ("-W", "-X", "--check-hash-based-pycs") else 1
    return ()


def _coverage(walk: CommandWalk, words: Words, settings: dict[str, str], around: Around) -> bool:
    valued = frozenset(
        "--source --rcfile --omit --include --data-file --context --concurrency --source-pkgs".split()
    )
    if words[1:2] != ("run",):
        return True
    rest = list(words[2:])
    while rest and rest[0].startswith("-") and rest[0] not in ("-m", "--module"):
        option = rest.pop(0)
        if option in valued and rest:
            rest.pop(0)
    if rest[:1] == ["--module"]:
        rest[0] = "-m"
    return _python(walk, ("python", *rest), settings, around) if rest else True


def _shell(walk: CommandWalk, words: Words, settings: dict[str, str], around: Around) -> bool:
    rest = [word for word in words[1:] if not word.startswith("-") or word == "-c"]
    strict = any(re.fullmatch(r"-[a-z]++", word) and "e" in word for word in words[1:])
    if rest[:1] == ["-c"] and len(rest) > 1:
        walk.line(Line(around.at, rest[1], errexit=strict), around)
    elif rest:
        if "$" in rest[0] and "/" not in rest[0]:
            walk.miss(around, f"`{' '.join(words)[:60]}`, whose script is a variable")
        else:
            path = re.sub(r"^\$\{?\w+\}?/", "", rest[0])
            walk.script(path, around, errexit=strict)
    return True


def _source(walk: CommandWalk, words: Words, settings: dict[str, str], around: Around) -> bool:
    if len(words) > 1 and words[1].endswith(".sh") and not is_downloaded(words[1]) and "$" not in words[1]:
        recipe = script_recipe(walk.tree, words[1], around.directory)
        if recipe is not None:
            walk.recipe(recipe, around)
    return True


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
    values = {**around.values, **walk.exported}
    return {**{key: found[0] for key, found in values.items() if found}, **settings}


def _docker(walk: CommandWalk, words: Words, settings: dict[str, str], around: Around) -> bool:
    plain = [word for word in words[1:] if not word.startswith("-")]
    if plain[:1] in (["build"], ["bud"]) or plain[:2] in (["buildx", "build"], ["image", "build"]):
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
            walk.images[tag] = (path,)
        walk.recipe(recipe, around)
        return True
    compose = words[0] == "docker-compose" or plain[:1] == ["compose"]
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


def _setup(walk: CommandWalk, words: Words, settings: dict[str, str], around: Around) -> bool:
    for verb, detail in tool_acts(("setup.py", *words[1:])):
        walk.act(verb, "setup.py", words, around, detail)
    return True


def _manage(walk: CommandWalk, words: Words, settings: dict[str, str], around: Around) -> bool:
    return _python(walk, ("python", *words), settings, around)


def _tox(walk: CommandWalk, words: Words, settings: dict[str, str], around: Around) -> Recipe:
    return tox_recipe(walk.tree, words, around.directory, _known(walk, settings, around))


def _wheels(walk: CommandWalk, words: Words, settings: dict[str, str], around: Around) -> bool:
    walk.act(Verb.BUILDS_WHEEL, "cibuildwheel", words, around, "")
    walk.wheels(_known(walk, settings, around), around)
    return True


def _rye(walk: CommandWalk, words: Words, settings: dict[str, str], around: Around) -> bool:
    if words[1:2] == ("test",):
        walk.act(Verb.TESTS, "rye test", words, around, "")
    elif words[1:2] == ("lint",) or words[1:3] == ("fmt", "--check"):
        walk.act(Verb.LINTS, "rye", words, around, "")
    else:
        return False
    return True


def _sage(walk: CommandWalk, words: Words, settings: dict[str, str], around: Around) -> bool:
    """Run `sage -python ...`, `sage -pip ...` and `sage -t`."""
    if words[1:2] in (("-python",), ("--python",), ("-pip",), ("--pip",)):
        walk.plain((words[1].lstrip("-"), *words[2:]), settings, around)
    elif words[1:2] in (("-t",), ("--testall",)):
        walk.act(Verb.TESTS, "sage -t", words, around, "")
    return True


def _nix(walk: CommandWalk, words: Words, settings: dict[str, str], around: Around) -> bool:
    for option in ("--run", "--command", "-c"):
        if option in words[:-1]:
            at = words.index(option)
            text = words[at + 1] if option == "--run" else " ".join(words[at + 1 :])
            walk.line(Line(around.at, text), around)
            return True
    return False


SPECIAL: dict[str, Special] = {
    "python": _python,
    "coverage": _coverage,
    "bash": _shell,
    "sh": _shell,
    "zsh": _shell,
    "dash": _shell,
    "pwsh": _shell,
    "powershell": _shell,
    "source": _source,
    ".": _source,
    "make": _recipe(
        lambda walk, words, settings, around: make_recipe(
            walk.tree,
            words,
            around.directory,
            {k: v for k, v in _known(walk, settings, around).items() if k.isidentifier()},
        )
    ),
    "gmake": _recipe(
        lambda walk, words, settings, around: make_recipe(
            walk.tree,
            words,
            around.directory,
            {k: v for k, v in _known(walk, settings, around).items() if k.isidentifier()},
        )
    ),
    "just": _recipe(lambda walk, words, settings, around: just_recipe(walk.tree, words, around.directory)),
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
    "setup.py": _setup,
    "manage.py": _manage,
    "cibuildwheel": _wheels,
    "rye": _rye,
    "sage": _sage,
    "nix": _nix,
    "nix-shell": _nix,
}


def _task_runner(walk: CommandWalk, words: Words, settings: dict[str, str], around: Around) -> bool:
    """Run `task x`: of taskipy where the project has such tasks, else of a Taskfile."""
    if len(words) > 1:
        recipe = named_recipe(walk.tree, "task", words[1], words[2:], around.directory)
        walk.recipe(recipe or task_recipe(walk.tree, words, around.directory), around)
    return True


SPECIAL["task"] = _task_runner
SPECIAL["go-task"] = _task_runner
