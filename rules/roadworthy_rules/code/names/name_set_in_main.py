import ast
from collections.abc import Iterator
from dataclasses import dataclass

from roadworthy import Finding, Location, Module, ModuleSummary, Severity, Tree, and_more, fact, rule
from roadworthy_rules._main_block import is_main_block
from roadworthy_rules.code.names._stars import Stars
from roadworthy_rules.code.names._unbound import unbound
from roadworthy_rules.code.names._undefined import location_of


@dataclass(frozen=True, slots=True)
class MainName:
    """A name that a module reads outside of its main block, and only binds in it, with the first place.

    `starred` is true where the module has an `import *` that may bind it, too.
    """

    name: str
    at: Location
    starred: bool


@rule(Severity.NOTE, since="0.2", handwritten=True)
def name_set_in_main(
    names: tuple[MainName, ...], modules: tuple[ModuleSummary, ...], tree: Tree
) -> Iterator[Finding]:
    """A function reads a name that only the main block sets.

    The function works when the file is run, and fails with `NameError` when another module or a test imports
    it. Pass the value as a parameter.

    The rule reports a module once. It ignores names that the module may get in another way, as by an
    `import *` of a library.

    ```python train.py bad
    import argparse

    def train(rows):
        return [row * args.rate for row in rows]

    if __name__ == "__main__":
        parser = argparse.ArgumentParser()
        parser.add_argument("--rate", type=float, default=0.1)
        args = parser.parse_args()
        print(train([1, 2]))
    ```
    ```python train.py bad
    from tools import *

    def train(rows):
        return scaled(rows, rate)

    if __name__ == "__main__":
        rate = 0.1
        print(train([1, 2]))
    ```
    ```python tools.py bad
    def scaled(rows, factor):
        return [row * factor for row in rows]
    ```
    ```python train.py good
    import argparse

    RATE = 0.1

    def train(rows, rate):
        return [row * rate * RATE for row in rows]

    def show(rows):
        global shown
        shown = rows
        print(shown)

    if __name__ == "__main__":
        parser = argparse.ArgumentParser()
        parser.add_argument("--rate", type=float, default=0.1)
        args = parser.parse_args()
        shown = []
        RATE = 0.2
        show(train([1, 2], args.rate))
    ```
    """
    stars = Stars(modules, tree) if any(name.starred for name in names) else None
    found: dict[str, dict[str, Location]] = {}
    for one in names:
        taken = stars.taken_by(one.at.file) if stars and one.starred else frozenset[str]()
        if taken is not None and one.name not in taken:
            found.setdefault(one.at.file, {})[one.name] = one.at
    for places in found.values():
        first, *more = places.values()
        listing = and_more(list(places), 3)
        verb = "are" if more else "is"
        message = (
            f"{listing} {verb} read outside of the main block, which alone sets {'them' if more else 'it'}"
        )
        yield Finding(message, first, related=tuple(more))


@fact
def main_names(module: Module) -> tuple[MainName, ...]:
    """Look for names that source code reads outside of its main block, and only binds in it."""
    if module.role != "source" or "__main__" not in module.text or module.generated:
        return ()
    blocks = [item for item in module.tree.body if is_main_block(item) and not getattr(item, "orelse", ())]
    bound = {
        node.id
        for block in blocks
        for node in ast.walk(block)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    if not bound:
        return ()
    starred = "import *" in module.text
    others = [item for item in module.tree.body if item not in blocks]
    # What nothing binds without the block, and something with it, is what the block sets.
    bound -= {lookup.name for lookup in unbound(module.tree, past_stars=starred)}
    found: dict[str, Location] = {}
    for lookup in unbound(ast.Module(body=others, type_ignores=[]), past_stars=starred):
        if lookup.name in bound and lookup.evaluated:
            found.setdefault(lookup.name, location_of(module, lookup))
    return tuple(MainName(name, at, starred) for name, at in found.items())
