import ast
from collections.abc import Iterator
from dataclasses import dataclass

from roadworthy import (
    Finding,
    Location,
    Module,
    Severity,
    and_more,
    bindings_of,
    fact,
    lines_within,
    nodes_of,
    rule,
)
from roadworthy_rules.code.calls.argument_unused import ParsedArgument
from roadworthy_rules.code.names._branches import unbound_on_branch

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Module)
#: Functions that ask which names are bound.
_ASKS = frozenset(("NameError", "UnboundLocalError", "locals", "vars"))


@dataclass(frozen=True, slots=True)
class BranchName:
    """Names that only branches of a condition bind; `argument` is the attribute that they compare."""

    names: tuple[str, ...]
    condition: str
    argument: str
    at: Location


@rule(
    Severity.NOTE,
    since="0.2",
    codes=(
        "pylint:possibly-used-before-assignment",
        "pylint:E0606",
        "pyright:reportPossiblyUnbound",
        "mypy:possibly-undefined",
    ),
    handwritten=True,
)
def name_unbound_on_branch(
    names: tuple[BranchName, ...], arguments: tuple[ParsedArgument, ...]
) -> Iterator[Finding]:
    """A name gets its value only if a condition holds, and is used in any case.

    If the condition does not hold, the code ends with `UnboundLocalError` or `NameError` in a line that says
    nothing about the cause. Add an `else`: give the name a value there, or raise an error that names the
    wrong value.

    The rule reports a condition without `else`, and comparisons of one value with several constants, if no
    other line of the function or script binds the name. In a loop, it reports conditions that do not depend
    on what the loop runs over, and those on a random number. It ignores arguments of the command line with
    `choices`.

    ```python bad
    def scaled(rows, height):
        if height != 288:
            factor = height / 288
        return rows * factor
    ```
    ```python bad
    def build(options):
        if options.model == "forest":
            model = Forest()
        elif options.model == "tree":
            model = Tree()
        model.fit(options.rows)
    ```
    ```python bad
    import os

    if os.path.exists("weights.json"):
        weights = open("weights.json").read()
    print(weights)
    ```
    ```python bad
    import random

    def train(model, loader, mixed):
        for rows, target in loader:
            if mixed:
                share = random.random()
                if share < 0.5:
                    loss = model.mix(rows, target)
            else:
                loss = model(rows, target)
            loss.backward()
    ```
    ```python bad
    def train(config, loader, build):
        pretrained = config.pretrained
        if pretrained:
            encoder = build(config.path)
            encoder.freeze()
        if config.cuda:
            if pretrained:
                encoder = encoder.cuda()
        for epoch in range(config.epochs):
            for rows in loader:
                step(rows, encoder)
    ```
    ```python bad
    def total(guessed, factors, losses):
        found = []
        for name, guess in guessed.items():
            if factors[name].kind == "categorical":
                loss = losses.entropy(guess)
            elif factors[name].kind == "normal":
                loss = losses.squares(guess)
            loss = loss * factors[name].weight
            found.append(loss)
        return found
    ```
    ```python good
    def train(config, loader, build):
        if config.pretrained:
            encoder = build(config.path)
        else:
            encoder = build()
        if config.shown:
            picture = build(config.shown)
        for name in config.shown:
            step(picture, name)
        for rows in loader:
            step(rows, encoder)

    def build(options):
        if options.model == "forest":
            model = Forest()
        elif options.model == "tree":
            model = Tree()
        else:
            raise ValueError(options.model)
        model.fit(options.rows)

    def scaled(rows, height):
        factor = 1
        if height != 288:
            factor = height / 288
        return rows * factor

    def shown(rows, height):
        if height:
            text = str(height)
        if not height:
            return ""
        return text

    def total(rows, height):
        if height:
            share = 1 / height
        return share if height else 0

    def sections(lines):
        for line in lines:
            if line.startswith("#"):
                title = line
            yield title, line

    def key(self):
        if (found := self.cache) is None:
            self.cache = found = str(self)
        return found
    ```
    """
    chosen = {argument.name for argument in arguments if argument.has_choices}
    for one in names:
        if one.argument not in chosen:
            verb = "has" if len(one.names) == 1 else "have"
            yield Finding(f"{and_more(list(one.names), 3)} {verb} no value {one.condition}", one.at)


@fact
def branch_names(module: Module) -> tuple[BranchName, ...]:
    """Look for names in functions that only branches bind."""
    if module.role != "source" or module.generated or module.has_cells:
        return ()
    lines = sorted(node.lineno for node in nodes_of(module, ast.If) if not node.orelse)
    found = []
    for scope in bindings_of(module).scopes if lines else ():
        node = module.tree if scope.kind == "module" else scope.node
        if not isinstance(node, _SCOPES) or _ASKS & scope.loads:
            continue
        # Most functions have no condition without an `else`.
        if isinstance(node, ast.Module) or lines_within(node, lines):
            for reads, condition, attribute in unbound_on_branch(node):
                first = min(reads.values(), key=lambda read: (read.lineno, read.col_offset))
                found.append(BranchName(tuple(reads), condition, attribute, module.at(first)))
    return tuple(found)
