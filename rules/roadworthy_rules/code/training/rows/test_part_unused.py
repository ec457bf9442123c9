import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from roadworthy import (
    Finding,
    Location,
    Module,
    ModuleSummary,
    NotebookSummary,
    Severity,
    and_more,
    fact,
    is_run,
    last_name,
    rule,
)
from roadworthy_rules.code.training._loops import inside, scopes

_SPLITS = frozenset(("random_split", "train_test_split"))
#: What reads a name without writing it.
_SPACES = frozenset("eval exec globals locals vars".split())


@dataclass(frozen=True, slots=True)
class HeldPart:
    """The parts that a split holds back, and whether code beside it uses one of them.

    `local` is true where no other file can reach their names.
    """

    names: tuple[str, ...]
    used: bool
    local: bool
    at: Location


@rule(Severity.NOTE, since="0.3", handwritten=True)
def test_part_unused(
    parts: tuple[HeldPart, ...], modules: tuple[ModuleSummary, ...], notebooks: tuple[NotebookSummary, ...]
) -> Iterator[Finding]:
    """Rows are split off for a test, and no code uses them.

    The model learns from fewer rows, and you get nothing for it: no score says how well it does on rows that
    it has not seen. Score the model on the test part, or train on all rows.

    The rule looks at `train_test_split` and `random_split` where the training part is used, and no part that
    is held back. It stays silent if any code of the project uses the test part of a split, if the split
    stands outside of functions and another file mentions the name, and for names that start with `_`.

    ```python train.py bad
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import train_test_split

    def train(rows, target):
        x_train, x_test, y_train, y_test = train_test_split(rows, target, random_state=7)
        model = LogisticRegression()
        model.fit(x_train, y_train)
        return model
    ```
    ```python train.py good
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import train_test_split

    def train(rows, target):
        x_train, x_test, y_train, y_test = train_test_split(rows, target, random_state=7)
        model = LogisticRegression()
        model.fit(x_train, y_train)
        print(model.score(x_test, y_test))
        return model

    def sample(rows, target):
        some, _, labels, _ = train_test_split(rows, target, random_state=7)
        return some, labels
    ```
    """
    if any(part.used for part in parts):
        return
    for part in parts:
        others = [] if part.local else [item for item in modules if item.path != part.at.file]
        known = any(item.mentions(part.names) for item in others)
        if part.local or not (known or any(item.names & {*part.names} for item in notebooks)):
            verb = "are" if len(part.names) > 1 else "is"
            yield Finding(f"{and_more(part.names, 2)} {verb} split off and never used", part.at)


@fact
def held_parts(module: Module) -> tuple[HeldPart, ...]:
    """Look for splits, and tell whether the code beside each uses what it holds back."""
    if not any(name in module.text for name in _SPLITS) or not is_run(module.path, module.role):
        return ()
    found: list[HeldPart] = []
    for scope in scopes(module):
        for node in inside(scope):
            match node:
                case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Call(func=function) as call):
                    if last_name(function) in _SPLITS and len(targets) % 2 == 0:
                        names = [item.id if isinstance(item, ast.Name) else "" for item in targets]
                        found += _held(names, call, scope, module)
    return tuple(found)


def _held(names: Sequence[str], call: ast.Call, scope: ast.AST, module: Module) -> Iterator[HeldPart]:
    """Yield what a split holds back; nothing if that is put anywhere but into names."""
    if last_name(call.func) == "random_split" and len(names) > 2:
        trained, held = names[:1], names[1:]
    else:
        trained, held = names[::2], names[1::2]
    if any(not name for name in held):
        # It goes into a table or an object, which others may read.
        yield HeldPart((), True, True, module.at(call))
        return
    loads = {
        item.id
        for item in ast.walk(scope)
        if isinstance(item, ast.Name) and not isinstance(item.ctx, ast.Store)
    }
    shared = {
        name for item in inside(scope) if isinstance(item, (ast.Global, ast.Nonlocal)) for name in item.names
    }
    used = bool(loads & ({*held} | _SPACES)) or bool(shared & {*held})
    if any(name.startswith("_") for name in held):
        if used:
            yield HeldPart((), True, True, module.at(call))
        return
    if used or loads & {*trained}:
        yield HeldPart(tuple(held), used, not isinstance(scope, ast.Module), module.at(call))
