import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from roadworthy import (
    Finding,
    Import,
    Location,
    Module,
    ModuleSummary,
    NotebookSummary,
    Severity,
    and_more,
    fact,
    nodes_of,
    rule,
)
from roadworthy_rules.code._programs import programs
from roadworthy_rules.code.calls._parsed import option_of
from roadworthy_rules.code.calls._read_arguments import read_arguments

#: By one of these, all arguments may be read at once.
_ALL = frozenset("HfArgumentParser _get_kwargs asdict from_argparse_args parse_intermixed_args".split())
#: The name of what stands for all arguments.
_EVERY = "**"
#: What launchers pass to a program, whether it reads it or not.
_GIVEN = frozenset(("deepspeed_config", "local-rank", "local_rank"))


@dataclass(frozen=True, slots=True)
class ParsedArgument:
    """An argument that a parser adds, by the name of the attribute that holds it.

    `is_text` is true where its value may be any text, `has_choices` where the parser refuses all but some.
    `is_read` says whether its module reads it, None where what the parser returns goes elsewhere.
    """

    name: str
    option: str
    at: Location
    is_text: bool = False
    has_choices: bool = False
    is_read: bool | None = None


@rule(Severity.NOTE, since="0.2", handwritten=True)
def argument_unused(
    arguments: tuple[ParsedArgument, ...],
    modules: tuple[ModuleSummary, ...],
    notebooks: tuple[NotebookSummary, ...],
) -> Iterator[Finding]:
    """An argument of the command line is parsed and never read.

    `--seed 7` is accepted and changes nothing, so users believe in a setting that does not exist, and two
    experiments that should differ do not. Use the value, or delete the argument.

    The rule reports a module once, for arguments of argparse whose name no module of the project mentions in
    any other place. What another program does with an option of its own does not count. It stays silent if
    the project passes all arguments on at once, as `**vars(args)` does. If what the parser returns stays in a
    script, only what the script reads of it counts.

    ```python train.py bad
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--seed", type=int, default=7)

    def train(options):
        return range(options.epochs)

    if __name__ == "__main__":
        train(parser.parse_args())
    ```
    ```python small.py bad
    import argparse

    def main(options):
        print(options.epochs)

    if __name__ == "__main__":
        parser = argparse.ArgumentParser()
        parser.add_argument("--epochs", type=int, default=10)
        parser.add_argument("--seed", type=int, default=7)
        main(parser.parse_args())
    ```
    ```python large.py bad
    import argparse

    import torch

    if __name__ == "__main__":
        parser = argparse.ArgumentParser()
        parser.add_argument("--seed", type=int, default=7)
        torch.manual_seed(parser.parse_args().seed)
    ```
    ```python train.py bad
    import argparse
    import random

    def draw(seed):
        random.seed(seed)

    if __name__ == "__main__":
        parser = argparse.ArgumentParser()
        parser.add_argument("--epochs", type=int, default=10)
        parser.add_argument("--seed", type=int, default=7)
        args = parser.parse_args()
        draw(args.epochs)
    ```
    ```python train.py good
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--start-seed", type=int, default=7)
    parser.add_argument("--version", action="version", version="1.0")

    def train(options):
        return range(options.epochs, options.start_seed)

    if __name__ == "__main__":
        train(parser.parse_args())
    ```
    ```python train.py good
    import argparse

    from runs import run

    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=7)

    if __name__ == "__main__":
        run(**vars(parser.parse_args()))
    ```
    """
    found: dict[str, list[ParsedArgument]] = {}
    own = [argument for argument in arguments if argument.is_read is False]
    imported = (
        {part for module in modules for item in module.imports for part in _parts(item)} if own else set()
    )
    certain = [one for one in own if one.at.file.rpartition("/")[2].removesuffix(".py") not in imported]
    rest = [one for one in arguments if one.is_read is None or one not in certain]
    for argument in (*certain, *_unread_anywhere(rest, modules, notebooks)):
        if argument.name not in _GIVEN:
            found.setdefault(argument.at.file, []).append(argument)
    for unread in found.values():
        first, *others = unread
        verb = "are" if others else "is"
        options = and_more([argument.option for argument in unread], 3)
        yield Finding(
            f"{options} {verb} parsed and never read", first.at, related=tuple(one.at for one in others)
        )


def _unread_anywhere(
    arguments: Sequence[ParsedArgument],
    modules: tuple[ModuleSummary, ...],
    notebooks: tuple[NotebookSummary, ...],
) -> Iterator[ParsedArgument]:
    """Yield the arguments whose name no module of their program mentions."""
    if not arguments or any(argument.name == _EVERY for argument in arguments):
        return
    anywhere = {name for notebook in notebooks for name in notebook.names}
    if any(not module.mentioned.isdisjoint(_ALL) for module in modules) or anywhere & _ALL:
        return
    parsing: dict[str, set[str]] = {}
    for argument in arguments:
        parsing.setdefault(argument.name, set()).add(argument.at.file)
    reading: dict[str, set[str]] = {name: set() for name in parsing}
    for module in modules:
        for name in _read(module) & parsing.keys():
            reading[name].add(module.path)
    files = {argument.at.file for argument in arguments}
    parts = {started.path: {part.path for part in loaded} for started, loaded in programs(modules, files)}
    for argument in arguments:
        # What another program reads of its own options is not this one.
        apart = parsing[argument.name] - parts.get(argument.at.file, parsing[argument.name])
        if not argument.is_read and argument.name not in anywhere and reading[argument.name] <= apart:
            yield argument


def _parts(item: Import) -> tuple[str, ...]:
    """Return the words of an import that may mean a module."""
    return (item.name or "", *item.module.split("."))


def _read(module: ModuleSummary) -> frozenset[str]:
    """Return the names that a module mentions, as names and as texts."""
    all_uses = (module.uses, module.main_uses, *(item.uses for item in module.definitions))
    return module.mentioned | {use[1:] for uses in all_uses for use in uses if use.startswith("'")}


@fact
def parsed_arguments(module: Module) -> tuple[ParsedArgument, ...]:
    """Look for the arguments that source code adds to parsers of argparse, under literal names."""
    calls = nodes_of(module, ast.Call)
    if "vars(" in module.text or "__dict__" in module.text:
        spread = (node for node in calls if any(item.arg is None for item in node.keywords))
        if (node := next(spread, None)) is not None:
            return (ParsedArgument(_EVERY, "", module.at(node)),)
    if module.role not in ("source", "example") or "argparse" not in module.text or module.generated:
        return ()
    found = [one for node in calls if (one := _argument(node, module))]
    read = read_arguments(module) if found else None
    return tuple(one if read is None else replace(one, is_read=one.name in read) for one in found)


def _argument(node: ast.Call, module: Module) -> ParsedArgument | None:
    if not isinstance(node.func, ast.Attribute) or node.func.attr != "add_argument":
        return None
    added = option_of(node)
    if added is None or not added[0]:
        return None
    option, name = added
    given = {item.arg: item.value for item in node.keywords}
    action = given.get("action")
    if action is not None and not (
        isinstance(action, ast.Constant) and str(action.value).startswith("store")
    ):
        return None
    if "help" in given and "SUPPRESS" in ast.unparse(given["help"]):
        return None
    kind = given.get("type")
    is_text = kind is None or (isinstance(kind, ast.Name) and kind.id == "str")
    is_text = is_text and given.keys().isdisjoint(("action", "choices"))
    return ParsedArgument(name, option, module.at(node), is_text, "choices" in given)
