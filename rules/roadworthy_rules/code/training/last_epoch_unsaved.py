import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, is_run, nodes_of, path_words, rule
from roadworthy_rules.code.training._loops import called, last, scopes

_SAVES = frozenset(("checkpoint", "ckpt", "dump", "save", "saved", "saver"))
#: What saves no model.
_OTHERS = frozenset(
    "csv fig figure figures image images img imgs json loss plot plots result results".split()
)
_STEPS = frozenset(("backward", "step", "train_on_batch"))


@rule(Severity.NOTE, since="0.2", handwritten=True)
def last_epoch_unsaved(module: Module) -> Iterator[Finding]:
    """A training saves every tenth epoch or so, and not the last one.

    Epochs count from zero, so `if epoch % 10 == 0` saves epochs 0, 10, 20, 30 and 40 of 50: the untrained
    network is kept, and the last nine epochs are lost. Save after the loop as well, or if
    `(epoch + 1) % 10 == 0 or epoch + 1 == epochs`.

    The rule applies to functions that save nothing anywhere else. It stays silent if the last epoch is one of
    those that are saved, as far as the numbers are in the loop.

    ```python train.py bad
    import torch

    def train(model, loader, loss, optimizer, epochs):
        for epoch in range(epochs):
            for rows, target in loader:
                optimizer.zero_grad()
                loss(model(rows), target).backward()
                optimizer.step()
            if epoch % 10 == 0:
                torch.save(model.state_dict(), f"model-{epoch}.pt")
    ```
    ```python train.py good
    import torch

    def train(model, loader, loss, optimizer, epochs):
        for epoch in range(1, epochs + 1):
            for rows, target in loader:
                optimizer.zero_grad()
                loss(model(rows), target).backward()
                optimizer.step()
            if epoch % 10 == 0:
                torch.save(model.state_dict(), f"model-{epoch}.pt")

    def train_on(model, step, epochs):
        for epoch in range(epochs):
            step(model).backward()
            if epoch % 10 == 0:
                torch.save(model.state_dict(), f"model-{epoch}.pt")
        torch.save(model.state_dict(), "model.pt")
    ```
    """
    if not is_run(module.path, module.role) or "%" not in module.text or "save" not in module.text:
        return
    saving = _saving(module)
    for scope in scopes(module):
        saves = [call for name, call in called(scope) if name.removeprefix("self.") in saving or _saves(name)]
        if not saves:
            continue
        for loop in (item for item in ast.walk(scope) if isinstance(item, ast.For)):
            counter = _counter(loop)
            if not counter or not any(last(name) in _STEPS or _trains(name) for name, _ in called(loop)):
                continue
            for branch in (item for item in loop.body if isinstance(item, ast.If)):
                steps = _every(branch.test, counter)
                if steps is None or _ends_well(loop, steps):
                    continue
                inner = {id(node) for statement in branch.body for node in ast.walk(statement)}
                if all(id(call) in inner for call in saves):
                    text = ast.unparse(branch.test)
                    yield Finding(f"`{text}` leaves out the last epochs", module.at(branch.test))


def _saving(module: Module) -> set[str]:
    """Return the functions of a module that save a model, whatever they are called."""
    return {
        item.name
        for item in nodes_of(module, ast.FunctionDef)
        if any(
            name == "torch.save" or last(name) in ("save_weights", "save_pretrained")
            for name, _ in called(item)
        )
    }


def _saves(name: str) -> bool:
    said = path_words(last(name))
    return (
        bool(said & _SAVES) and not said & _OTHERS and not name.startswith(("plt.", "np.", "json.", "cv2."))
    )


def _trains(name: str) -> bool:
    return "train" in path_words(last(name)) and not name.endswith(".train")


def _counter(loop: ast.For) -> str:
    """Return the name that counts the rounds of a loop from zero, "" if none does."""
    call, target = loop.iter, loop.target
    if not isinstance(call, ast.Call):
        return ""
    name = last(dotted(call.func))
    inner = call.args[0] if call.args else None
    if name == "tqdm" and isinstance(inner, ast.Call):
        call, name = inner, last(dotted(inner.func))
    if name == "enumerate" and len(call.args) == 1 and not call.keywords and isinstance(target, ast.Tuple):
        return dotted(target.elts[0])
    if name not in ("range", "trange") or not isinstance(target, ast.Name):
        return ""
    first = call.args[0] if len(call.args) > 1 else None
    return "" if isinstance(first, ast.Constant) and first.value != 0 else target.id


def _every(test: ast.expr, counter: str) -> ast.expr | None:
    """Return the number of rounds after which a condition is true again, if it asks for nothing else."""
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        # `and epoch != 0` and the like leave out more rounds.
        found = [_every(part, counter) for part in test.values]
        rest = [part for part, steps in zip(test.values, found, strict=True) if steps is None]
        plain = all(isinstance(part, ast.Compare) and dotted(part.left) == counter for part in rest)
        return next(filter(None, found), None) if plain else None
    match test:
        case ast.Compare(
            left=ast.BinOp(left=ast.Name(id=name), op=ast.Mod(), right=steps),
            ops=[ast.Eq()],
            comparators=[ast.Constant(value=0)],
        ) if name == counter:
            return steps
    return None


def _ends_well(loop: ast.For, steps: ast.expr) -> bool:
    """Tell whether the loop saves in its last round."""
    if isinstance(steps, ast.Constant) and steps.value == 1:
        return True
    call = loop.iter
    if isinstance(call, ast.Call) and call.args and isinstance(call.args[0], ast.Call):
        call = call.args[0]
    end = call.args[-1] if isinstance(call, ast.Call) and call.args else None
    if isinstance(end, ast.Constant) and isinstance(end.value, int) and isinstance(steps, ast.Constant):
        return isinstance(steps.value, int) and steps.value > 0 and (end.value - 1) % steps.value == 0
    # `range(epochs + 1)` goes one round further.
    return isinstance(end, ast.BinOp) and isinstance(end.op, ast.Add)
