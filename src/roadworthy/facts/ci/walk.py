"""One walk through what commands run, through everything that only calls something else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from roadworthy.core.finding import Location
from roadworthy.facts.ci.fill import ALTERNATIVES, CUT, TEXT, VARIABLES, filled, is_cut
from roadworthy.facts.ci.model import Unseen
from roadworthy.facts.ci.runners.images import compose_recipe, dockerfile_recipe
from roadworthy.facts.ci.runners.recipe import Line, Recipe, inside
from roadworthy.facts.ci.runners.scripts import (
    is_downloaded,
    script_recipe,
)
from roadworthy.facts.ci.runners.tasks import named_recipe
from roadworthy.facts.ci.tools import tool_acts
from roadworthy.facts.ci.verbs import Act, Verb, Words
from roadworthy.facts.ci.wrappers import container_command, program, task_of, unwrapped
from roadworthy.facts.shell import shell_commands
from roadworthy.tree.tree import Tree

#: How deep one thing may call another, and how many commands one step may come to.
_DEPTH = 8
_COMMANDS = 5_000
#: How often a program may start another within one command: `uv run python -m coverage run ...`.
_STARTS = 40
#: Words of one command.
_WORDS = 2_000
_VARIABLE = re.compile(
    r"\$\{\{\s*([\w.-]+)\s*\}\}|\$\{(\w+)(?::?-([^}]*))?\}|\$(\w+)|\$\(([\w.]+)\)|<<\s*([\w.]+)\s*>>|%(\w+)%"
)
#: Programs whose arguments are texts, and no commands.
_SPOKEN = frozenset(
    "git gh glab curl wget sed awk jq find perl ruby node mail slack notify-send logger read yq".split()
)
#: Runners whose files are not read.
_OPAQUE = frozenset(
    "bazel bazelisk pants ./pants rake gradle ./gradlew mvn mage earthly dagger nix nix-build nix-shell"
    " doit dvc robot pabot"
    " buck2 scons waf moon nx turbo act garden tilt conan ninja cmake ctest meson snakemake luigi kedro"
    " bake lefthook"
    " bundle guix molecule tmt st2 bolt pyinvoke shlax devpi tbump zest.releaser fullrelease"
    " semantic-release".split()
)
#: Of these, the ones that do not test the project whatever they are given.
_NO_TESTS = frozenset(
    "mvn gradle ./gradlew bundle conan ninja cmake rake zest.releaser fullrelease semantic-release tbump"
    " devpi garden"
    " tilt nx turbo".split()
)


@dataclass(slots=True)
class Allowance:
    """How much all walks of a run may still do, in commands: a long script counts as several."""

    left: int = 20 * _COMMANDS


@dataclass(frozen=True, slots=True)
class Around:
    """What surrounds a command: the place in the pipeline, the way to it, and what its failure means."""

    at: Location
    via: tuple[Location, ...] = ()
    tolerated: str = ""
    directory: str = ""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    depth: int = 0
    errexit: bool = True
    pipefail: bool = True


@dataclass(slots=True)
class Resolved:
    """What steps really do: acts in order, and what could not be read."""

    acts: list[Act] = field(default_factory=list)
    #: In order; the values mean nothing.
    unseen: dict[Unseen, None] = field(default_factory=dict)


def alternatives(text: str, values: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return what a text stands for, once for each value of its variables."""
    return tuple(dict.fromkeys(_filled(text, one) for one in _choices(text, values)))


def assigned(assignments: tuple[str, ...]) -> dict[str, str]:
    """Return assignments before a command by name."""
    return {name: value for name, _, value in (item.partition("=") for item in assignments)}


Special = Callable[["CommandWalk", Words, dict[str, str], Around], bool]


class CommandWalk:
    """One walk through what a step runs; `special` are the programs that are followed in their own way."""

    def __init__(self, tree: Tree, special: Mapping[str, Special], allowance: Allowance) -> None:
        self.tree, self.special, self.allowance = tree, special, allowance
        self.found = Resolved()
        self.left = _COMMANDS
        self.starts = 0
        self.directory = ""
        self.seen: set[object] = set()
        self.exported: dict[str, tuple[str, ...]] = {}
        self.images: dict[str, tuple[str, ...]] = {}

    def miss(self, around: Around, what: str) -> None:
        """Note something that cannot be read, once."""
        self.found.unseen[Unseen(around.via[-1] if around.via else around.at, what)] = None

    def afford(self, around: Around, characters: int, items: int = 0) -> bool:
        """Take what a command or script costs from what is left; tell whether there was as much."""
        cost = 1 + characters // 200 + items // 100
        if self.left > 0:
            self.left -= cost
            self.allowance.left -= cost
            if self.left > 0 and self.allowance.left > 0:
                return True
            self.left = 0
            self.miss(around, f"more than {_COMMANDS} commands, or {20 * _COMMANDS} of all jobs")
        return False

    def act(self, verb: Verb, tool: str, words: Words, around: Around, detail: str) -> None:
        """Note something that is done."""
        self.found.acts.append(Act(verb, tool, words, around.at, around.via, around.tolerated, detail))

    def line(self, line: Line, around: Around) -> None:
        """Run one line of a recipe."""
        directory = around.directory if line.directory is None else line.directory
        inner = replace(
            around,
            via=(*around.via, line.at) if line.at != around.at else around.via,
            tolerated=around.tolerated or line.tolerated,
            directory=directory,
            depth=around.depth + 1,
        )
        if line.words:
            self.command(line.words, dict(line.settings), inner)
            return
        if not self.afford(around, len(line.script)):
            return
        if is_cut(line.script):
            self.miss(around, CUT)
        here = self.directory
        self.directory = directory
        for command in shell_commands(line.script, errexit=line.errexit, pipefail=around.pipefail):
            tolerated = inner.tolerated or command.tolerated
            once = replace(inner, tolerated=tolerated, directory=self.directory)
            self.command(command.words, {**line.settings, **assigned(command.settings)}, once)
        self.directory = here

    def recipe(self, recipe: Recipe, around: Around) -> None:
        """Run what a target stands for."""
        if around.depth >= _DEPTH:
            self.miss(around, "commands that are nested too deep")
            return
        if not self.afford(around, 0, recipe.work):
            return
        for verb, tool, detail, at in recipe.acts:
            place = replace(around, via=(*around.via, at))
            self.act(verb, tool, (tool,), place, detail)
        for line in recipe.lines:
            self.line(line, around)
        if recipe.missing:
            self.miss(around, recipe.missing)

    def command(self, words: Words, settings: dict[str, str], around: Around) -> None:
        """Run one command, once for each value that its variables have."""
        values = {**around.values, **self.exported}
        for chosen in _expanded(words, values):
            if not self.afford(around, sum(map(len, chosen))):
                return
            if any(map(is_cut, chosen)) or sum(map(len, chosen)) > 10 * TEXT:
                self.miss(around, CUT)
            plain = unwrapped(chosen)
            if plain:
                expanded = {key: alternatives(value, values)[0] for key, value in settings.items()}
                self.plain(plain, expanded, around)
            elif chosen[:1] == ("export",):
                self.export(chosen)

    def export(self, words: Words) -> None:
        """Keep the variables that a command sets for those after it."""
        for word in words[1:]:
            name, equals, value = word.partition("=")
            if equals and (name in self.exported or len(self.exported) < VARIABLES):
                self.exported[name] = (value,)

    def plain(self, words: Words, settings: dict[str, str], around: Around) -> None:
        """Run one command whose variables are filled in, and that nothing else starts."""
        if self.starts >= _STARTS:
            self.miss(around, "commands that are nested too deep")
            return
        self.starts += 1
        self.one(words[:_WORDS], settings, around)
        self.starts -= 1

    def one(self, words: Words, settings: dict[str, str], around: Around) -> None:
        """Run one command by what its program is."""
        written, name = words[0], program(words[0])
        words = (name, *words[1:])
        if "/" in written and inside(around.directory, written) in self.tree.files:
            self.file(written, around)
            return
        if name in ("cd", "pushd") and len(words) > 1:
            target = re.sub(r"^\$\{?(?:\{\s*github\.workspace\s*\})?\w*\}?/?", "", words[1])
            self.directory = (
                inside(around.directory, target) if not words[1].startswith(("/", "-", "~")) else ""
            )
            return
        if name == "popd":
            self.directory = ""
            return
        if name in ("export", "declare", "set", "setx"):
            self.export(words)
            return
        if name in (
            "echo",
            "printf",
            "rm",
            "mkdir",
            "cp",
            "mv",
            "ls",
            "cat",
            "grep",
            "which",
            "type",
            "test",
            "[",
            "[[",
        ):
            return
        if name in ("$@", "$*") or re.fullmatch(r"\$\{?\d\}?", name):
            return  # an argument of a script or function, which is followed where it is called
        if name.startswith("$") and not name.startswith("$("):
            self.miss(around, f"`{' '.join(words)[:60]}`, whose program is a variable")
            return
        special = self.special.get(name)
        if special is not None and special(self, words, settings, around):
            return
        task = task_of(words)
        if task is not None:
            self.task(task, settings, around)
            return
        inside_image = container_command(words)
        if inside_image is not None:
            self.container(words, inside_image, settings, around)
            return
        if name in _OPAQUE:
            if name not in _NO_TESTS:
                self.miss(around, f"`{' '.join(words[:4])}`, whose tasks are not read")
            return
        acts = tool_acts(words)
        for verb, detail in acts:
            self.act(verb, name, words, around, detail)
        if not acts:
            self.file(written, around)
            self.helper(words, around)

    def file(self, path: str, around: Around) -> None:
        """Run a script of the project that is called by its path, or note that it is not there."""
        recipe = script_recipe(self.tree, path, around.directory)
        if recipe is None:
            own = path.startswith("./") or (path.endswith(".sh") and "$" not in path)
            if own and not is_downloaded(path):
                self.miss(around, f"`{path}` is not in the project")
        elif (path, around.directory) not in self.seen:
            self.seen.add((path, around.directory))
            self.recipe(recipe, around)

    def helper(self, words: Words, around: Around) -> None:
        """Note an unknown program that is given a whole command as one argument, which it may run."""
        for word in words[1:]:
            if " " in word and around.depth < _DEPTH and words[0] not in _SPOKEN:
                inner = CommandWalk(self.tree, self.special, self.allowance)
                inner.left = 20
                inner.starts = self.starts
                inner.line(Line(around.at, word), around)
                if any(act.verb is not Verb.INSTALLS for act in inner.found.acts):
                    self.miss(around, f"`{words[0]}`, which may run `{word[:60]}`")

    def script(self, path: str, around: Around, *, errexit: bool = False) -> None:
        """Run a shell script by its path, or note that it is not there."""
        recipe = script_recipe(self.tree, path, around.directory, errexit=errexit)
        if recipe is not None:
            if (path, around.directory, "script") not in self.seen:
                self.seen.add((path, around.directory, "script"))
                self.recipe(recipe, around)
        elif not is_downloaded(path) and not path.startswith("-"):
            self.miss(around, f"`{path}` is not in the project")

    def task(self, task: tuple[str, Words, str], settings: dict[str, str], around: Around) -> None:
        """Run what `poetry run x`, `hatch run x` and their like run: a task of the project, or a program."""
        runner, inner, environment = task
        if runner == "hatch" and inner and ":" in inner[0]:
            environment, _, first = inner[0].partition(":")
            inner = (first, *inner[1:])
        recipe = (
            named_recipe(self.tree, runner, inner[0], inner[1:], around.directory, environment)
            if inner
            else None
        )
        if recipe is not None:
            if runner == "hatch":
                self.act(Verb.INSTALLS, "hatch", ("hatch",), around, "editable")
            self.recipe(recipe, around)
            return
        if runner == "poe":
            self.miss(around, f"the task `{inner[0]}` is not in the project")
            return
        if runner == "uv" and "--no-project" not in inner:
            self.act(Verb.INSTALLS, "uv", ("uv", "run"), around, "editable")
        plain = unwrapped(inner)
        if plain:
            if runner in ("uv", "hatch", "pixi", "pdm", "rye") and plain[0].endswith(".py"):
                plain = ("python", *plain)
            self.plain(plain, settings, replace(around, depth=around.depth + 1))

    def container(
        self, words: Words, found: tuple[str, str, Words], settings: dict[str, str], around: Around
    ) -> None:
        """Run what `docker run` and its like run in a container."""
        how, image, command = found
        for verb, detail in tool_acts(words):
            self.act(verb, words[0], words, around, detail)
        if command and how != "up":
            plain = unwrapped(command)
            if plain and around.depth < _DEPTH:
                self.plain(plain, settings, replace(around, directory="", depth=around.depth + 1))
            return
        if how == "detached":
            return
        if how == "up":
            detached = any(word in ("-d", "--detach") for word in words)
            self.recipe(compose_recipe(self.tree, words, around.directory, (), build=True), around)
            if not detached:
                self.recipe(compose_recipe(self.tree, words, around.directory, ()), around)
            return
        if how == "compose":
            self.recipe(compose_recipe(self.tree, words, around.directory, (image,)), around)
            return
        built = self.images.get(image) or (
            next(iter(self.images.values())) if len(self.images) == 1 else None
        )
        if built is None:
            if image.startswith(("hello-world", "$")) and not image.startswith("$"):
                return
            self.miss(around, f"what the image `{image}` starts")
            return
        self.recipe(dockerfile_recipe(self.tree, built[0], "", command=True), around)

    def wheels(self, settings: Mapping[str, str], around: Around) -> None:
        """Run the tests of cibuildwheel, by its environment or the project's settings."""
        from roadworthy.facts.ci.runners.cibuildwheel import wheel_tests

        command = wheel_tests(self.tree, settings)
        if command is not None:
            at, text = command
            self.act(Verb.INSTALLS, "cibuildwheel", ("cibuildwheel",), around, "wheel")
            self.line(Line(at or around.at, text), around)


def _name(found: re.Match[str]) -> str:
    return next((found[group] for group in (1, 2, 4, 5, 6, 7) if found[group]), "")


def _choices(text: str, values: Mapping[str, tuple[str, ...]]) -> list[dict[str, str]]:
    """Return the values of the known variables in a text, once for each combination, up to a limit."""
    names = dict.fromkeys(name for found in _VARIABLE.finditer(text) if (name := _name(found)) in values)
    chosen: list[dict[str, str]] = [{}]
    for name in names:
        chosen = [{**one, name: value} for one in chosen for value in values[name][:ALTERNATIVES]]
        chosen = chosen[:ALTERNATIVES]
    return chosen


def _filled(text: str, one: Mapping[str, str]) -> str:
    def value(found: re.Match[str]) -> str:
        name = _name(found)
        return one[name] if name in one else found[0] if found[3] is None else found[3]

    return filled(_VARIABLE, value, text)


def _expanded(words: Words, values: Mapping[str, tuple[str, ...]]) -> Iterator[Words]:
    """Yield the words with known variables filled in: once for each value, up to a limit."""
    for one in _choices("\0".join(words), values):
        out: list[str] = []
        size = 0
        for at, word in enumerate(words):
            new = _filled(word, one)
            size += len(new)
            # A variable that stands for a whole word, or begins the command, may hold several.
            whole = new != word and " " in new and "${{" not in new
            split = whole and (at == 0 or _VARIABLE.fullmatch(word))
            out += new.split() if split else [new] if new or at else []
            if size > 10 * TEXT:
                break
        yield tuple(out)
