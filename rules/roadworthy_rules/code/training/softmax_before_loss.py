import ast
from collections.abc import Iterator
from dataclasses import dataclass

from roadworthy import (
    Finding,
    Location,
    Module,
    ModuleSummary,
    Severity,
    dotted,
    fact,
    is_run,
    nodes_of,
    rule,
)
from roadworthy_rules.code.training._loops import inside

#: What applies the softmax itself, to what a network returns.
_LOSSES = frozenset(("CrossEntropyLoss", "cross_entropy"))


@dataclass(frozen=True, slots=True)
class SoftmaxOutput:
    """A network of torch whose `forward` returns a softmax, or a call of a loss that gets one."""

    name: str
    at: Location
    is_loss: bool = False


@rule(Severity.NOTE, since="0.2", handwritten=True)
def softmax_before_loss(
    outputs: tuple[SoftmaxOutput, ...], modules: tuple[ModuleSummary, ...]
) -> Iterator[Finding]:
    """A network returns a softmax, and its loss applies one again.

    `CrossEntropyLoss` of torch expects the values before the softmax. With two of them the gradients are
    small, so the network learns slowly and stays unsure. Return the values of the last layer, and call
    `softmax` only where you need probabilities.

    The rule applies to projects that mention `CrossEntropyLoss` or `cross_entropy`, and to classes whose
    `forward` returns the result of `softmax`. It ignores projects that also use a loss of probabilities,
    `NLLLoss`. It also reports calls of such a loss that get a softmax.

    ```python net.py bad
    import torch
    from torch import nn

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.last = nn.Linear(8, 3)

        def forward(self, rows):
            rows = self.last(rows)
            return torch.softmax(rows, dim=1)

    loss = nn.CrossEntropyLoss()
    ```
    ```python train.py bad
    import torch
    from torch import nn

    criterion = nn.CrossEntropyLoss()

    def loss(model, rows, target):
        predicted = torch.softmax(model(rows), dim=1)
        return criterion(predicted, target)
    ```
    ```python net.py good
    import torch
    from torch import nn

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.last = nn.Linear(8, 3)

        def forward(self, rows):
            return self.last(rows)

        def predict(self, rows):
            return torch.softmax(self(rows), dim=1)

    loss = nn.CrossEntropyLoss()
    ```
    ```python attention.py good
    import torch
    from torch import nn

    class Attention(nn.Module):
        def forward(self, rows):
            return torch.softmax(rows, dim=1)

    loss = nn.MSELoss()
    ```
    """
    for output in outputs:
        if output.is_loss:
            yield Finding(f"`{output.name}` gets a softmax, and applies one again", output.at)
    outputs = tuple(output for output in outputs if not output.is_loss)
    sources = [module for module in modules if is_run(module.path, module.role)]
    names = frozenset[str]().union(*(module.mentioned for module in sources)) if outputs else frozenset()
    if names & _LOSSES and not names & {"NLLLoss", "nll_loss"}:
        for output in outputs:
            yield Finding(f"`{output.name}` returns a softmax, and the loss applies one again", output.at)


@fact
def softmax_outputs(module: Module) -> tuple[SoftmaxOutput, ...]:
    """Look at the `forward` of classes in source code that imports torch; attention weighs by a softmax."""
    if (
        not is_run(module.path, module.role)
        or "softmax" not in module.text.lower()
        or "torch" not in module.text
    ):
        return ()
    return *_in_losses(module), *(
        SoftmaxOutput(owner.name, module.at(item))
        for owner in nodes_of(module, ast.ClassDef)
        if not any(word in owner.name.lower() for word in ("attention", "attn"))
        for item in owner.body
        if isinstance(item, ast.FunctionDef) and item.name == "forward" and _returns_softmax(item)
    )


def _returns_softmax(function: ast.FunctionDef) -> bool:
    """Tell whether a function returns the result of a call of `softmax`, or a name that holds it."""
    last = function.body[-1]
    value = last.value if isinstance(last, ast.Return) else None
    if isinstance(value, ast.Name):
        bound: dict[str, ast.expr] = {}
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                bound[node.targets[0].id] = node.value
        value = bound.get(value.id)
    return value is not None and _is_softmax(value)


def _in_losses(module: Module) -> Iterator[SoftmaxOutput]:
    """Yield the calls of a loss with a softmax of its own that get one."""
    if not any(loss in module.text for loss in _LOSSES):
        return
    losses = {"F.cross_entropy", "functional.cross_entropy", "nn.functional.cross_entropy", "cross_entropy"}
    for node in nodes_of(module, ast.Assign):
        made = dotted(node.value.func) if isinstance(node.value, ast.Call) else ""
        if made.rpartition(".")[2] == "CrossEntropyLoss":
            losses |= {dotted(target) for target in node.targets}
    for scope in (module.tree, *nodes_of(module, ast.FunctionDef)):
        bound: dict[str, list[ast.expr]] = {}
        for node in inside(scope):
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    bound.setdefault(name, []).append(value)
                case ast.Call(func=function, args=[given, *_]) if dotted(function) in losses - {""}:
                    values = bound.get(given.id, []) if isinstance(given, ast.Name) else [given]
                    if values and all(map(_is_softmax, values)):
                        yield SoftmaxOutput(dotted(function), module.at(node), True)


def _is_softmax(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and dotted(value.func).rpartition(".")[2] == "softmax"
