import ast
from collections.abc import Iterable, Iterator, Sequence
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
    path_words,
    rule,
)
from roadworthy_rules.code._programs import may_import
from roadworthy_rules.code.training._loops import all_inside, inside, scopes
from roadworthy_rules.code.training.scores._misnamed_scores import scores_of_validation_rows

_SPLITS = frozenset(("random_split", "train_test_split"))
#: What reads a name without writing it.
_SPACES = frozenset("eval exec globals locals vars".split())


@dataclass(frozen=True, slots=True)
class HeldPart:
    """The parts that a split holds back, and whether code beside it uses one of them.

    `local` is true where no other file can reach their names, and `trains` where the module trains. A loader
    is one for test rows that stands by itself.
    """

    names: tuple[str, ...]
    used: bool
    local: bool
    at: Location
    loader: bool = False
    trains: bool = False


@rule(Severity.NOTE, since="0.3", handwritten=True)
def test_part_unused(
    parts: tuple[HeldPart, ...], modules: tuple[ModuleSummary, ...], notebooks: tuple[NotebookSummary, ...]
) -> Iterator[Finding]:
    """Rows are split off for a test, and no code uses them.

    The model learns from fewer rows, and you get nothing for it: no score says how well it does on rows that
    it has not seen. Use the test part to evaluate the model, or train on all rows.

    The rule looks at `train_test_split` and `random_split` where the training part is used, and no part that
    is held back. It stays silent if any code of the project uses the test part of a split, if the split
    stands outside of functions and a file that imports it mentions the name, and for names that start with
    `_`. It also looks for a `DataLoader` that is called `test_loader` or the like beside a training, unless
    `test-score-of-validation-rows` reports it.

    ```python train.py bad
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import train_test_split

    def train(rows, target):
        x_train, x_test, y_train, y_test = train_test_split(rows, target, random_state=7)
        model = LogisticRegression()
        model.fit(x_train, y_train)
        return model
    ```
    ```python train.py bad
    from torch.utils.data import DataLoader

    def train(net, optimizer, loss, train_rows, val_rows, test_rows):
        train_loader = DataLoader(train_rows, shuffle=True)
        val_loader = DataLoader(val_rows)
        test_loader = DataLoader(test_rows)
        for rows, target in train_loader:
            loss(net(rows), target).backward()
            optimizer.step()
        print("test accuracy", net.score(val_loader))
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
    splits = [part for part in parts if not part.loader]
    unused = [] if any(part.used for part in splits) else splits
    # A script that only tests has a loader of its own, and so has each training.
    tests = any(part.used and not part.trains for part in parts if part.loader)
    told = {part.at.file for part in parts if part.loader and part.used}
    loaders = [part for part in parts if part.loader and part.trains and part.at.file not in told]
    for part in [*unused, *(() if tests else loaders)]:
        others = [] if part.local else [item for item in modules if may_import(item, part.at.file)]
        known = any(item.mentions(part.names) for item in others)
        if part.local or not (known or any(item.names & {*part.names} for item in notebooks)):
            verb = "are" if len(part.names) > 1 else "is"
            what = "made" if part.loader else "split off"
            yield Finding(f"{and_more(part.names, 2)} {verb} {what} and never used", part.at)


@fact
def held_parts(module: Module) -> tuple[HeldPart, ...]:
    """Look for splits and loaders of test rows, and tell whether the code beside each uses them."""
    text = module.text
    loads = "DataLoader(" in text
    if not (loads or any(name in text for name in _SPLITS)) or not is_run(module.path, module.role):
        return ()
    found: list[HeldPart] = []
    trains = "backward(" in text or ".fit(" in text or "train_loader" in text or "train_dataloader" in text
    # `test-score-of-validation-rows` reports these.
    misnamed = {one.unread for one in scores_of_validation_rows(module)} if loads else set()
    for scope in scopes(module):
        splits: list[tuple[list[str], ast.Call]] = []
        loaders: list[tuple[str, ast.Call]] = []
        for node in inside(scope):
            match node:
                case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Call(func=function) as call):
                    if last_name(function) in _SPLITS and len(targets) % 2 == 0:
                        names = [item.id if isinstance(item, ast.Name) else "" for item in targets]
                        splits.append((names, call))
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=function) as call):
                    is_test = "test" in path_words(name) and name not in misnamed
                    if is_test and last_name(function) == "DataLoader":
                        loaders.append((name, call))
        if not splits and not loaders:
            continue
        local = not isinstance(scope, ast.Module)
        read = _read(ast.walk(scope) if local else all_inside(module))
        for names, call in splits:
            if part := _held(names, call, read):
                found.append(HeldPart(*part, local, module.at(call)))
        for name, call in loaders:
            used = bool(read & {name, *_SPACES})
            found.append(HeldPart((name,), used, local, module.at(call), True, trains))
    return tuple(found)


def _read(nodes: Iterable[ast.AST]) -> set[str]:
    """Return the names that nodes read, or share with other scopes."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, (ast.Global, ast.Nonlocal)):
            found.update(node.names)
    return found


def _held(names: Sequence[str], call: ast.Call, read: set[str]) -> tuple[tuple[str, ...], bool] | None:
    """Return the names of the parts that a split holds back, and whether code reads one of them.

    Parts that are put anywhere but into names count as read. The result is `None` where the training part is
    not read either, or where a name starts with `_`.
    """
    if last_name(call.func) == "random_split" and len(names) > 2:
        trained, held = names[:1], names[1:]
    else:
        trained, held = names[::2], names[1::2]
    if any(not name for name in held):
        # It goes into a table or an object, which others may read.
        return (), True
    if read & ({*held} | _SPACES):
        return tuple(held), True
    if any(name.startswith("_") for name in held) or not read & {*trained}:
        return None
    return tuple(held), False
