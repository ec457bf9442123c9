import ast
from collections.abc import Iterator

from roadworthy import Finding, Location, Module, Severity, and_more, rule
from roadworthy_rules.code.names._unbound import unbound
from roadworthy_rules.code.names._undefined import location_of


@rule(Severity.NOTE, since="0.2", handwritten=True)
def name_set_in_main(module: Module) -> Iterator[Finding]:
    """A function reads a name that only the main block sets.

    The function works when the file is run, and fails with `NameError` when another module or a test imports
    it. Pass the value as a parameter.

    The rule reports a module once. It ignores modules with `import *`, and names that the module may get in
    another way.

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
    if module.role != "source" or "__main__" not in module.text:
        return
    blocks = [item for item in module.tree.body if _is_main(item)]
    bound = {
        node.id
        for block in blocks
        for node in ast.walk(block)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    if not bound:
        return
    others = [item for item in module.tree.body if item not in blocks]
    # What nothing binds without the block, and something with it, is what the block sets.
    bound -= {lookup.name for lookup in unbound(module.tree)}
    found: dict[str, Location] = {}
    for lookup in unbound(ast.Module(body=others, type_ignores=[])):
        if lookup.name in bound and lookup.evaluated:
            found.setdefault(lookup.name, location_of(module, lookup))
    if found:
        first, *more = found.values()
        names = and_more(list(found), 3)
        verb = "are" if more else "is"
        message = (
            f"{names} {verb} read outside of the main block, which alone sets {'them' if more else 'it'}"
        )
        yield Finding(message, first, related=tuple(more))


def _is_main(statement: ast.stmt) -> bool:
    """Tell whether a statement is the block that runs only where the file is started."""
    return (
        isinstance(statement, ast.If) and "__main__" in ast.unparse(statement.test) and not statement.orelse
    )
