import ast
from collections.abc import Iterator, Sequence

from roadworthy import Finding, Module, Severity, dotted, is_run, nodes_of, rule
from roadworthy_rules.code.training._loops import called, last

_CLIPS = frozenset(("clip_grad_norm_", "clip_grad_value_", "clip_grad_norm"))


@rule(Severity.NOTE, since="0.2", handwritten=True)
def gradients_clipped_late(module: Module) -> Iterator[Finding]:
    """Gradients are clipped after the optimizer used them.

    The step takes the gradients as they are, and the next batch clears what was clipped: the clipping has no
    effect. Clip between `loss.backward()` and `optimizer.step()`. With a `GradScaler`, call
    `scaler.unscale_(optimizer)` first.

    The rule looks at blocks that clear the gradients of an optimizer, step it and clip, and reports a module
    once. It ignores blocks that clip before the step, too, or step once more.

    ```python train.py bad
    import torch

    def train(model, batches, loss, optimizer):
        for rows, target in batches:
            optimizer.zero_grad()
            loss(model(rows), target).backward()
            optimizer.step()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    ```
    ```python train.py bad
    import torch

    def train(model, batches, loss, optimizer, scaler):
        for rows, target in batches:
            with torch.autocast("cuda"):
                optimizer.zero_grad()
                scaler.scale(loss(model(rows), target)).backward()
                scaler.step(optimizer)
                scaler.update()
                torch.nn.utils.clip_grad_value_(model.parameters(), 0.1)
    ```
    ```python train.py good
    import torch

    def train(model, batches, loss, optimizer):
        for rows, target in batches:
            optimizer.zero_grad()
            loss(model(rows), target).backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
    ```
    """
    if not is_run(module.path, module.role) or "clip_grad_" not in module.text or "torch" not in module.text:
        return
    for node in nodes_of(module, ast.For, ast.While, ast.With, ast.FunctionDef):
        clip = _late(node.body)
        if clip:
            name = last(dotted(clip.func))
            yield Finding(f"`{name}` clips the gradients after the step", module.at(clip))
            return


def _late(block: Sequence[ast.stmt]) -> ast.Call | None:
    """Return the call that clips gradients after their step, if no other clips them in time."""
    calls = [(name, call) for statement in block for name, call in called(statement)]
    clips = [at for at, (name, _) in enumerate(calls) if last(name) in _CLIPS]
    cleared = {name.rpartition(".")[0] for name, _ in calls if last(name) == "zero_grad"}
    steps = [
        at
        for at, (name, call) in enumerate(calls)
        if last(name) == "step"
        and (name.rpartition(".")[0] in cleared or (call.args and dotted(call.args[0]) in cleared))
    ]
    backward = [at for at, (name, _) in enumerate(calls) if last(name) == "backward"]
    if clips and steps and backward and max(backward) < max(steps) < min(clips):
        direct = {
            id(item.value)
            for item in block
            if isinstance(item, ast.Expr) and isinstance(item.value, ast.Call)
        }
        # What stands in an `if` or in a loop of its own may be for other gradients.
        call = calls[min(clips)][1]
        if id(call) in direct:
            return call
    return None
