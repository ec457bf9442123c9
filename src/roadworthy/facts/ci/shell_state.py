"""What the commands of a script leave for those after them: directory, variables, functions, images."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from roadworthy.core.finding import Location
from roadworthy.facts.ci.fill import ALTERNATIVES, VARIABLES
from roadworthy.facts.ci.verbs import Words
from roadworthy.facts.ci.whereabouts import followed
from roadworthy.facts.shell import ShellCommand, ShellFunction, shell_commands, shell_functions

#: Where a script ends.
_END = ShellCommand((), 0)


@dataclass(frozen=True, slots=True)
class Defined:
    """A function, and the script that defines it: its text, how it is started, and where it is."""

    function: ShellFunction
    script: str
    at: Location
    errexit: bool


@dataclass(slots=True)
class ShellState:
    """A shell so far: where it is, its variables with each value that they may have, and its functions.

    `images` are the Dockerfiles of the images that were built, by their names; `generates` is true where
    CMake or qmake has written Makefiles.
    """

    directory: str = ""
    variables: dict[str, tuple[str, ...]] = field(default_factory=dict)
    functions: dict[str, Defined] = field(default_factory=dict)
    images: dict[str, tuple[str, ...]] = field(default_factory=dict)
    generates: bool = False

    def commands(
        self, script: str, at: Location, *, errexit: bool, pipefail: bool, calls: str = ""
    ) -> Iterator[ShellCommand]:
        """Yield the commands of a script, those that only assign among them; with `calls`, of that function.

        A shell within it, `( )` or `$( )`, starts in the directory of its script, and leaves that as it is.
        """
        if not calls:
            for name, function in shell_functions(script, errexit=errexit).items():
                self.functions[name] = Defined(function, script, at, errexit)
        around: list[tuple[int, str]] = []
        found = shell_commands(script, errexit=errexit, pipefail=pipefail, assignments=True, calls=calls)
        for command in (*found, _END):
            if calls and command.function != calls and command is not _END:
                continue
            if around or command.shells:
                self._enter(command.shells, around)
            if command is not _END:
                yield command

    def _enter(self, shells: tuple[int, ...], around: list[tuple[int, str]]) -> None:
        """Go from the shells of one command, each with the directory to return to, to those of the next."""
        same = 0
        while same < min(len(around), len(shells)) and around[same][0] == shells[same]:
            same += 1
        if same < len(around):
            self.directory = around[same][1]
            del around[same:]
        around += [(shell, self.directory) for shell in shells[same:]]

    def is_argument(self, variable: str) -> bool:
        """Tell whether a function has put the arguments that it runs in a variable."""
        found = (one.function.runs for one in self.functions.values())
        return any(runs is not None and runs.variable == variable for runs in found)

    def export(self, words: Words, *, guarded: bool) -> None:
        """Keep the variables that `export` and its like set."""
        for word in words[1:]:
            name, equals, value = word.partition("=")
            if equals:
                self.keep(name, (followed(value),), guarded=guarded)

    def keep(self, name: str, found: tuple[str, ...], *, guarded: bool = False) -> None:
        """Keep what a variable stands for; `guarded` is true where it may keep what it had before.

        What a program prints is not known.
        """
        if any("$(" in value or "`" in value for value in found):
            self.variables.pop(name, None)
        elif name in self.variables or len(self.variables) < VARIABLES:
            before = self.variables.get(name, ()) if guarded else ()
            self.variables[name] = tuple(dict.fromkeys((*before, *found)))[:ALTERNATIVES]
