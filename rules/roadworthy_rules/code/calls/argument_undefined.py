from collections.abc import Iterator
from dataclasses import dataclass

from roadworthy import Finding, Location, Module, ModuleSummary, Severity, and_more, fact, rule
from roadworthy_rules.code.calls._parsed import undefined_arguments


@dataclass(frozen=True, slots=True)
class UndefinedArgument:
    """An attribute that code reads of the parsed arguments, and that no parser of its module adds."""

    name: str
    at: Location


@rule(Severity.WARNING, since="0.2", codes=("mypy:attr-defined",), handwritten=True)
def argument_undefined(
    undefined: tuple[UndefinedArgument, ...], modules: tuple[ModuleSummary, ...]
) -> Iterator[Finding]:
    """The code reads an argument of the command line that the parser does not have.

    `args.epoch` raises `AttributeError` if the parser adds `--epochs`, and often only after hours of
    training. Add the argument, or correct its name.

    The rule follows what `parse_args` of an `ArgumentParser` returns, in names and in parameters of functions
    of the module. It stays silent if the module does anything else with the parser, and if any code of the
    project sets an attribute of the name.

    ```python train.py bad
    import argparse

    def train(options):
        print(options.epoch)

    if __name__ == "__main__":
        parser = argparse.ArgumentParser()
        parser.add_argument("--epochs", type=int, default=10)
        train(parser.parse_args())
    ```
    ```python fit.py bad
    import argparse

    def parsed():
        parser = argparse.ArgumentParser()
        parser.add_argument("--batch-size", type=int, default=10)
        return parser.parse_args()

    def main():
        args = parsed()
        print(args.batch_size, args.workers)

    main()
    ```
    ```python train.py good
    import argparse

    from options import add_options

    def train(options):
        options.started = True
        print(options.epochs, options.number, options.started)

    def show(options):
        print(options.length)

    class Report:
        length = 7

    if __name__ == "__main__":
        parser = argparse.ArgumentParser()
        parser.add_argument("--epochs", type=int, default=10)
        parser.add_argument("-n", "--rows", dest="number", default=10)
        options = parser.parse_args()
        train(options)
        show(Report())

    def fit():
        parser = argparse.ArgumentParser()
        add_options(parser)
        args = parser.parse_args()
        print(args.seed)
    ```
    """
    stored = frozenset[str]().union(*(module.stored for module in modules)) if undefined else frozenset()
    found: dict[str, list[UndefinedArgument]] = {}
    for item in undefined:
        if item.name not in stored:
            found.setdefault(item.at.file, []).append(item)
    for missing in found.values():
        first, *others = missing
        names = list(dict.fromkeys(item.name for item in missing))
        listing = and_more([f"args.{name}" for name in names], 3)
        verb = "is" if len(names) == 1 else "are"
        message = f"{listing} {verb} read, and no parser has an argument of the name"
        yield Finding(message, first.at, related=tuple(item.at for item in others[:10]))


@fact
def found_undefined(module: Module) -> tuple[UndefinedArgument, ...]:
    """Look for attributes of parsed arguments that no parser of the module adds."""
    if module.role not in ("source", "example") or "ArgumentParser" not in module.text or module.generated:
        return ()
    return tuple(UndefinedArgument(name, module.at(node)) for name, node in undefined_arguments(module))
