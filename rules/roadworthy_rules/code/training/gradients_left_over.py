import ast
from collections.abc import Iterator

from roadworthy import (
    Finding,
    Module,
    Severity,
    dotted,
    is_run,
    last_name,
    lines_within,
    nodes_of,
    path_words,
    rule,
)
from roadworthy_rules.code.training._loops import called, inside, last, scopes

#: What gives rows without an end.
_ENDLESS = frozenset(("count", "cycle", "infinite_loader", "islice"))
#: What is stepped and is no optimizer.
_OTHERS = frozenset("env lr prof profiler progress sched scheduler schedulers warmup".split())


@rule(Severity.NOTE, since="0.3", handwritten=True)
def gradients_left_over(module: Module) -> Iterator[Finding]:
    """Gradients of the last batches of an epoch are added up, but no step uses them.

    `if (number + 1) % 4 == 0` makes no step after the last batches unless four divides the number of batches.
    Their gradients are dropped, or end up in the first step of the next epoch. Add a step at the last batch
    as well: `or number + 1 == len(loader)`.

    The rule looks at loops over `enumerate(...)` that call `backward` for each batch and step under such a
    condition alone. It ignores functions that step anywhere else, and loops with a `break`.

    ```python train.py bad
    def train(model, loader, loss, optimizer, every):
        for epoch in range(20):
            model.train()
            for number, (rows, target) in enumerate(loader):
                (loss(model(rows), target) / every).backward()
                if (number + 1) % every == 0:
                    optimizer.step()
                    optimizer.zero_grad()
    ```
    ```python train.py good
    def train(model, loader, loss, optimizer, every):
        for epoch in range(20):
            model.train()
            for number, (rows, target) in enumerate(loader):
                (loss(model(rows), target) / every).backward()
                if (number + 1) % every == 0 or number + 1 == len(loader):
                    optimizer.step()
                    optimizer.zero_grad()
    ```
    ```python train.py good
    def train(model, loader, loss, optimizer, every):
        for epoch in range(20):
            model.train()
            for number, (rows, target) in enumerate(loader):
                (loss(model(rows), target) / every).backward()
                if (number + 1) % every == 0:
                    optimizer.step()
                    optimizer.zero_grad()
            optimizer.step()
            optimizer.zero_grad()
    ```
    """
    text = module.text
    if "backward(" not in text or "%" not in text or "enumerate(" not in text:
        return
    if not is_run(module.path, module.role):
        return
    loops = [node for node in nodes_of(module, ast.For) if _counter(node)]
    lines = sorted(node.lineno for node in loops)
    for scope in scopes(module):
        if not isinstance(scope, ast.Module) and not lines_within(scope, lines):
            continue
        steps = [call for name, call in called(scope) if _is_step(name)]
        for node in inside(scope):
            if isinstance(node, ast.For) and (test := _stepping(node, steps)) is not None:
                yield Finding(
                    f"no step follows the batches after the last `{ast.unparse(test)}`", module.at(test)
                )


def _counter(loop: ast.For) -> str:
    """Return the name of the number of a batch in a loop over `enumerate(...)`, "" for other loops."""
    rows = loop.iter
    while isinstance(rows, ast.Call) and last_name(rows.func) == "tqdm" and rows.args:
        rows = rows.args[0]
    if not isinstance(rows, ast.Call) or dotted(rows.func) != "enumerate" or not rows.args:
        return ""
    if isinstance(rows.args[0], ast.Call) and last_name(rows.args[0].func) in _ENDLESS:
        return ""
    return dotted(loop.target.elts[0]) if isinstance(loop.target, ast.Tuple) else ""


def _stepping(loop: ast.For, steps: list[ast.Call]) -> ast.expr | None:
    """Return the condition of the only step of a loop over batches, if it leaves out the last of them."""
    counter = _counter(loop)
    if not counter or any(isinstance(part, (ast.Break, ast.Yield)) for part in inside(loop)):
        return None
    for branch in loop.body:
        if not isinstance(branch, ast.If) or branch.orelse or not _is_every(branch.test, counter):
            continue
        calls = called(branch)
        here = {id(call) for name, call in calls if _is_step(name)}
        cleared = any(last(name) == "zero_grad" for name, _ in calls)
        elsewhere = [call for statement in loop.body if statement is not branch for call in called(statement)]
        learns = any(last(name) == "backward" for name, _ in elsewhere)
        if here and cleared and learns and here == {id(call) for call in steps}:
            return branch.test
    return None


def _is_step(name: str) -> bool:
    """Tell whether a call steps an optimizer, and no schedule or profiler."""
    owner, _, method = name.rpartition(".")
    return method in ("step", "minimize") and not path_words(owner) & _OTHERS


def _is_every(test: ast.expr, counter: str) -> bool:
    """Tell whether a condition holds after each so many batches, and for nothing else."""
    match test:
        case ast.Compare(left=ast.BinOp(op=ast.Mod(), left=number, right=every), ops=[ast.Eq()]):
            one = isinstance(every, ast.Constant) and every.value == 1
            return not one and any(isinstance(p, ast.Name) and p.id == counter for p in ast.walk(number))
        case _:
            return False
