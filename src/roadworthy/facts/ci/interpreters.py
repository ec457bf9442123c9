"""Interpreters and shells, followed into what they run."""

from __future__ import annotations

import re
from itertools import pairwise

from roadworthy.facts.ci.around import Around
from roadworthy.facts.ci.runners.recipe import Line
from roadworthy.facts.ci.runners.scripts import (
    entry_recipe,
    is_downloaded,
    module_recipe,
    python_recipe,
    script_recipe,
)
from roadworthy.facts.ci.runners.started import module_file, python_file
from roadworthy.facts.ci.tools import tool_acts
from roadworthy.facts.ci.verbs import Verb, Words
from roadworthy.facts.ci.walk import CommandWalk
from roadworthy.facts.ci.wrappers import program

_MODULES = {"nose": "nosetests", "pre_commit": "pre-commit", "pip_audit": "pip-audit", "py.test": "pytest"}


def run_python(walk: CommandWalk, words: Words, settings: dict[str, str], around: Around) -> bool:
    """Run `python -m module`, `python script.py` and `python -c code`.

    What `python -` is given by a pipe, such as an installer that is fetched, is no file of the project.
    """
    if words[1:2] == ("-",):
        return True
    rest = _without_options(words[1:])
    if rest[:1] == ("-entry",) and len(rest) > 1:
        walk.act(Verb.RUNS, "python", words, around, rest[1])
        walk.recipe(entry_recipe(walk.tree, rest[1]), around)
    elif rest[:1] == ("-m",) and len(rest) > 1:
        module = _MODULES.get(rest[1], rest[1])
        if module == "venv":
            return True
        if module == "gevent.monkey":
            inner = tuple("-m" if word == "--module" else word for word in rest[2:])
            return run_python(walk, ("python", *inner), settings, around)
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
            walk.act(Verb.RUNS, "python", words, around, module_file(walk.tree, rest[1], around.directory))
            walk.recipe(local, around)
        else:
            if "." in rest[1]:
                # The package may be found by a path that the image sets, such as that of a mounted folder.
                walk.act(Verb.RUNS, "python", words, around, rest[1])
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
            if (ran := python_file(walk.tree, script, around.directory)) is not None:
                walk.act(Verb.RUNS, "python", words, around, ran)
            recipe = python_recipe(walk.tree, script, around.directory)
            if not (recipe.missing and is_downloaded(script)):
                walk.recipe(recipe, around)
    return True


def _without_options(words: Words) -> Words:
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


def run_coverage(walk: CommandWalk, words: Words, settings: dict[str, str], around: Around) -> bool:
    """Run `coverage run`."""
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
    return run_python(walk, ("python", *rest), settings, around) if rest else True


def run_shell(walk: CommandWalk, words: Words, settings: dict[str, str], around: Around) -> bool:
    """Run `bash script.sh` and `bash -c command`."""
    valued = re.compile(r"[-+][a-z]*o")
    rest = [
        word
        for before, word in pairwise(words)
        if (not word.startswith("-") or word == "-c") and not valued.fullmatch(before)
    ]
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


def run_source(walk: CommandWalk, words: Words, settings: dict[str, str], around: Around) -> bool:
    """Run a script that is sourced."""
    if len(words) > 1 and words[1].endswith(".sh") and not is_downloaded(words[1]) and "$" not in words[1]:
        recipe = script_recipe(walk.tree, words[1], around.directory)
        if recipe is not None:
            walk.recipe(recipe, around)
    return True


def run_setup(walk: CommandWalk, words: Words, settings: dict[str, str], around: Around) -> bool:
    """Run `setup.py` by itself."""
    for verb, detail in tool_acts(("setup.py", *words[1:])):
        walk.act(verb, "setup.py", words, around, detail)
    return True


def run_manage(walk: CommandWalk, words: Words, settings: dict[str, str], around: Around) -> bool:
    """Run `manage.py` by itself."""
    return run_python(walk, ("python", *words), settings, around)


def run_sage(walk: CommandWalk, words: Words, settings: dict[str, str], around: Around) -> bool:
    """Run `sage -python ...`, `sage -pip ...` and `sage -t`."""
    if words[1:2] in (("-python",), ("--python",), ("-pip",), ("--pip",)):
        walk.plain((words[1].lstrip("-"), *words[2:]), settings, around)
    elif words[1:2] in (("-t",), ("--testall",)):
        walk.act(Verb.TESTS, "sage -t", words, around, "")
    return True


def run_nix(walk: CommandWalk, words: Words, settings: dict[str, str], around: Around) -> bool:
    """Run what `nix develop -c` and `nix-shell --run` are given."""
    for option in ("--run", "--command", "-c"):
        if option in words[:-1]:
            at = words.index(option)
            text = words[at + 1] if option == "--run" else " ".join(words[at + 1 :])
            walk.line(Line(around.at, text), around)
            return True
    return False
