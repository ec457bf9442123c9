"""One walk through what commands run, through everything that only calls something else."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from roadworthy.core.finding import Location
from roadworthy.facts.ci.around import COMMANDS, Allowance, Around, Resolved
from roadworthy.facts.ci.expansion import COMMAND, alternatives, assigned, expanded
from roadworthy.facts.ci.fill import CUT, is_cut
from roadworthy.facts.ci.followed import run_container, run_function, run_task
from roadworthy.facts.ci.model import Unseen
from roadworthy.facts.ci.programs import GENERATORS, IDLE, NO_TESTS, OPAQUE, SPOKEN, may_test
from roadworthy.facts.ci.runners.recipe import ROOT, Line, Recipe, inside
from roadworthy.facts.ci.runners.scripts import (
    is_downloaded,
    script_recipe,
)
from roadworthy.facts.ci.runners.started import started_programs
from roadworthy.facts.ci.shell_state import ShellState
from roadworthy.facts.ci.tools import tells, tool_acts
from roadworthy.facts.ci.verbs import Act, Verb, Words
from roadworthy.facts.ci.whereabouts import followed
from roadworthy.facts.ci.wrappers import container_command, program, task_of, unwrapped
from roadworthy.tree.tree import Tree

#: How often a program may start another within one command: `uv run python -m coverage run ...`.
_STARTS = 40
_DECLARES = frozenset("declare export local readonly set setx typeset".split())
#: Words of one command.
_WORDS = 2_000


Special = Callable[["CommandWalk", Words, dict[str, str], Around], bool]


class CommandWalk:
    """One walk through what a step runs; `special` are the programs that are followed in their own way."""

    def __init__(self, tree: Tree, special: Mapping[str, Special], allowance: Allowance) -> None:
        self.tree, self.special, self.allowance = tree, special, allowance
        self.found = Resolved()
        self.left = COMMANDS
        self.starts = 0
        self.seen: set[object] = set()
        self.shell = ShellState()

    def miss(self, around: Around, what: str) -> None:
        """Note something that cannot be read, once."""
        what = what.replace(f"{ROOT}/", "")
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
            self.miss(around, f"more than {COMMANDS} commands, or {20 * COMMANDS} of all jobs")
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
        here = self.shell.directory
        self.shell.directory = directory
        self.script_of(line.script, line.at, inner, errexit=line.errexit, settings=line.settings)
        self.shell.directory = here

    def script_of(
        self,
        script: str,
        at: Location,
        around: Around,
        *,
        errexit: bool,
        settings: Mapping[str, str],
        calls: str = "",
    ) -> None:
        """Run a script, or with `calls` only a function of it."""
        pipefail = around.pipefail
        for command in self.shell.commands(script, at, errexit=errexit, pipefail=pipefail, calls=calls):
            once = replace(
                around,
                tolerated=around.tolerated or command.tolerated,
                directory=self.shell.directory,
                guarded=command.guarded,
            )
            self.command(command.words, {**settings, **assigned(command.settings)}, once)

    def recipe(self, recipe: Recipe, around: Around) -> None:
        """Run what a target stands for."""
        if around.is_deepest:
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
        if not words:
            self.assign(settings, around)
            return
        values = {**around.values, **self.shell.variables}
        for one in expanded(words, values):
            chosen = tuple(map(followed, one)) if "$(" in "".join(one) else one
            size = sum(map(len, chosen))
            if not self.afford(around, size):
                return
            if any(map(is_cut, chosen)) or size > COMMAND:
                self.miss(around, CUT)
            plain = unwrapped(chosen)
            if plain:
                filled = {key: alternatives(value, values)[0] for key, value in settings.items()}
                self.plain(plain, filled, around)
            elif chosen[:1] == ("export",):
                self.shell.export(chosen, guarded=around.guarded)

    def assign(self, settings: Mapping[str, str], around: Around) -> None:
        """Keep the variables that are set without a command."""
        values = {**around.values, **self.shell.variables}
        for name, text in settings.items():
            if not self.afford(around, len(text)):
                return
            found = alternatives(text, values)
            if any(is_cut(value, text) for value in found):
                self.miss(around, CUT)
            elif name.endswith("+"):
                before = values.get(name[:-1], ("",))
                self.shell.keep(name[:-1], tuple(one + more for one in before for more in found))
            else:
                self.shell.keep(name, tuple(map(followed, found)), guarded=around.guarded)

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
        if "node_modules/" in written:
            written = name  # a program that npm has installed
        if "/" in written and inside(around.directory, written) in self.tree.files:
            self.file(written, around, words[1:])
            return
        if name in self.shell.functions:
            run_function(self, name, words, settings, around)
            return
        if name in ("cd", "pushd") and len(words) > 1:
            target = re.sub(r"^\$\{?(?:\{\s*github\.workspace\s*\})?\w*\}?/?", "", words[1])
            outside = words[1].startswith(("/", "-", "~")) and not words[1].startswith(ROOT)
            self.shell.directory = "" if outside else inside(around.directory, target)
            return
        if name == "popd":
            self.shell.directory = ""
            return
        if name in _DECLARES:
            self.shell.export(words, guarded=around.guarded)
            return
        # `bin/test` is a script that is not there, `/usr/bin/test` the program.
        if name in IDLE and not ("/" in written[1:] and written[0] not in "/$~" and name == "test"):
            return
        if name in ("$@", "$*") or re.fullmatch(r"\$\{?\d\}?", name):
            return  # an argument of a script or function, which is followed where it is called
        if name.startswith("$") and not name.startswith("$("):
            if words[1:2] == ("=",):
                return  # a variable of PowerShell
            if self.shell.is_argument(name.strip("${}")):
                return
            self.miss(around, f"`{' '.join(words)[:60]}`, whose program is a variable")
            return
        self.shell.generates = self.shell.generates or name in GENERATORS
        special = self.special.get(name)
        if special is not None and special(self, words, settings, around):
            return
        task = task_of(words)
        if task is not None:
            run_task(self, task, settings, around)
            return
        inside_image = container_command(words)
        if inside_image is not None:
            run_container(self, words, inside_image, settings, around)
            return
        if name in OPAQUE:
            if name not in NO_TESTS:
                self.miss(around, f"`{' '.join(words[:4])}`, whose tasks are not read")
            return
        acts = tool_acts(words)
        for verb, detail in acts:
            self.act(verb, name, words, around, detail)
        if not acts:
            self.served(words, around)
            self.file(written, around)
            self.helper(words, around)
            if may_test(words) and not tells(words):
                self.miss(around, f"`{' '.join(words)[:60]}`, which may run the tests")

    def served(self, words: Words, around: Around) -> None:
        """Note which program of the project a command starts: by its entry point, or through a server."""
        for detail in started_programs(self.tree, words, around.directory):
            self.act(Verb.RUNS, words[0], words, around, detail)

    def file(self, path: str, around: Around, arguments: Words = ()) -> None:
        """Run a script of the project that is called by its path, or note that it is not there."""
        recipe = script_recipe(self.tree, path, around.directory, arguments=arguments)
        if recipe is None:
            own = path.startswith("./") or (path.endswith(".sh") and "$" not in path)
            own = own or (
                "/" in path and path.rpartition("/")[2] in ("test", "tests") and path[0] not in "/$~"
            )
            own = own or (path[:1] == "$" and path.endswith(".sh") and self.has_file(path, around))
            if own and not is_downloaded(path):
                self.miss(around, f"`{path}` is not in the project")
        elif (path, around.directory, arguments) not in self.seen:
            self.seen.add((path, around.directory, arguments))
            self.recipe(recipe, around)

    def has_file(self, path: str, around: Around) -> bool:
        """Tell whether the project has a file of this name anywhere."""
        name = path[path.rfind("/") :]
        return self.afford(around, 0, len(self.tree.files)) and any(
            one.endswith(name) for one in self.tree.files
        )

    def helper(self, words: Words, around: Around) -> None:
        """Note an unknown program that is given a whole command as one argument, which it may run."""
        for word in words[1:]:
            if " " in word and not around.is_deepest and words[0] not in SPOKEN:
                inner = CommandWalk(self.tree, self.special, self.allowance)
                inner.left = 20
                inner.starts = self.starts
                inner.line(Line(around.at, word), around)
                if any(act.verb not in (Verb.INSTALLS, Verb.RUNS) for act in inner.found.acts):
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
