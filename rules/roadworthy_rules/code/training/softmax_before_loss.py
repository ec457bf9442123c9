import ast
from collections.abc import Iterator, Sequence
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
    lines_within,
    nodes_of,
    rule,
)
from roadworthy_rules.code.training._loops import inside

#: What applies the softmax itself, to what a network returns.
_LOSSES = frozenset(("CrossEntropyLoss", "cross_entropy"))
#: What applies a sigmoid itself, and losses that may be those of a network that returns one.
_LOGITS = frozenset(("BCEWithLogitsLoss", "binary_cross_entropy_with_logits"))
_PLAIN = frozenset(
    "BCELoss L1Loss MSELoss SmoothL1Loss binary_cross_entropy dice_loss l1_loss mse_loss".split()
)
_FUNCTIONS = frozenset(("kl_div", "nll_loss"))
#: How functions name a loss that they are given.
_GIVEN = frozenset("criterion loss_fn loss_func loss_function".split())
#: Words of the names of parts that weigh what they get.
_WEIGHS = ("attention", "attn", "gate", "excitation", "mask")


@dataclass(frozen=True, slots=True)
class SoftmaxOutput:
    """A network of torch whose `forward` returns a softmax, or a call of a loss that gets one."""

    name: str
    at: Location
    is_loss: bool = False
    kind: str = "softmax"


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
    `NLLLoss`. It also reports calls of such a loss that get a softmax, and a `sigmoid` with
    `BCEWithLogitsLoss`, if the project has no other loss that may be that of the network. A parameter
    such as `criterion` counts for such a loss where the project has no other one.

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
    ```python steps.py bad
    import torch

    def evaluate(model, batches, criterion):
        total = 0.0
        for rows, target in batches:
            predicted = model(rows)
            predicted = torch.softmax(predicted, dim=1)
            total += criterion(predicted, target).item()
        return total
    ```
    ```python main.py bad
    from torch.nn import CrossEntropyLoss

    from steps import evaluate

    def main(model, batches):
        return evaluate(model, batches, criterion=CrossEntropyLoss())
    ```
    ```python net.py bad
    from torch import nn

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = nn.Sequential(nn.Linear(8, 1), nn.Sigmoid())

        def forward(self, rows):
            return self.layers(rows)

    loss = nn.BCEWithLogitsLoss()
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
    sources = [module for module in modules if is_run(module.path, module.role)]
    names = frozenset[str]().union(*(module.mentioned for module in sources)) if outputs else frozenset()
    only = names & _LOSSES and not any(_is_other(name) for name in names)
    for output in outputs:
        # What a function is given for its loss can be no other one.
        if output.is_loss and (output.kind == "softmax" or only):
            yield Finding(f"`{output.name}` gets a softmax, and applies one again", output.at)
    outputs = tuple(output for output in outputs if not output.is_loss)
    if names & _LOSSES and not names & {"NLLLoss", "nll_loss"}:
        for output in outputs:
            if output.kind == "softmax":
                yield Finding(f"`{output.name}` returns a softmax, and the loss applies one again", output.at)
    if names & _LOGITS and not names & _PLAIN:
        # What another network is made of is a part of it.
        parts = frozenset[str]().union(
            *(item.names for module in sources for item in module.definitions if item.kind == "class")
        )
        for output in outputs:
            if output.kind == "sigmoid" and output.name not in parts and _is_trained(output, sources):
                message = f"`{output.name}` returns a sigmoid, and the loss applies one again"
                yield Finding(message, output.at)


def _is_other(name: str) -> bool:
    """Tell whether a name is that of a loss without a softmax of its own."""
    return name not in _LOSSES and (name.endswith("Loss") or name in _PLAIN | _FUNCTIONS)


def _is_trained(output: SoftmaxOutput, sources: Sequence[ModuleSummary]) -> bool:
    """Tell whether a module with such a loss has a network, or imports it, and none of the same name."""
    for module in sources:
        if module.mentions(_LOGITS):
            own = any(item.name == output.name for item in module.definitions)
            if module.path == output.at.file or (not own and module.mentions((output.name,))):
                return True
    return False


@fact
def softmax_outputs(module: Module) -> tuple[SoftmaxOutput, ...]:
    """Look at the `forward` of classes in source code that imports torch; attention weighs by a softmax."""
    text = module.text.lower()
    if not is_run(module.path, module.role) or "torch" not in text:
        return ()
    if "softmax" not in text and "sigmoid" not in text:
        return ()
    return *_in_losses(module), *(
        SoftmaxOutput(owner.name, module.at(item), False, kind)
        for owner in nodes_of(module, ast.ClassDef)
        if not any(word in owner.name.lower() for word in _WEIGHS)
        for item in owner.body
        if isinstance(item, ast.FunctionDef) and item.name == "forward" and (kind := _returned(item, owner))
    )


def _returned(function: ast.FunctionDef, owner: ast.ClassDef) -> str:
    """Return what a function applies last to what it returns: "softmax", "sigmoid", or "" for others."""
    last = function.body[-1]
    value = last.value if isinstance(last, ast.Return) else None
    if isinstance(value, ast.Name):
        bound: dict[str, ast.expr] = {}
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                bound[node.targets[0].id] = node.value
        value = bound.get(value.id)
    if not isinstance(value, ast.Call):
        return ""
    name = dotted(value.func)
    kind = name.rpartition(".")[2]
    if kind in ("softmax", "sigmoid"):
        return kind
    # The last layer of `self.layers = nn.Sequential(..., nn.Softmax(dim=1))`.
    for node in ast.walk(owner) if name.startswith("self.") else ():
        match node:
            case ast.Assign(targets=[target], value=ast.Call(func=made, args=[*_, ast.Call(func=layer)])):
                if dotted(target) == name and dotted(made).rpartition(".")[2] == "Sequential":
                    kind = dotted(layer).rpartition(".")[2].lower()
                    return kind if kind in ("softmax", "sigmoid") else ""
    return ""


def _in_losses(module: Module) -> Iterator[SoftmaxOutput]:
    """Yield the calls of a loss with a softmax of its own that get one."""
    if not any(word in module.text for word in (*_LOSSES, *_GIVEN)):
        return
    softened = [call.lineno for call in nodes_of(module, ast.Call) if _is_softmax(call)]
    if not softened:
        return
    losses = {"F.cross_entropy", "functional.cross_entropy", "nn.functional.cross_entropy", "cross_entropy"}
    for node in nodes_of(module, ast.Assign):
        made = dotted(node.value.func) if isinstance(node.value, ast.Call) else ""
        if made.rpartition(".")[2] == "CrossEntropyLoss":
            losses |= {dotted(target) for target in node.targets}
    functions = [one for one in nodes_of(module, ast.FunctionDef) if lines_within(one, softened)]
    for scope in (module.tree, *functions):
        bound: dict[str, ast.expr] = {}
        given_losses = _given_losses(scope)
        asked = losses | given_losses
        unsure: set[int] = set()
        plain: set[int] = set()
        for node in inside(scope):
            match node:
                case ast.If():
                    unsure.update(id(item) for item in ast.walk(node))
                case ast.Assign(targets=[ast.Name(id=name) as target], value=value):
                    plain.add(id(target))
                    # Where a condition decides, what the name was before may reach the loss.
                    before = bound.get(name, value) if id(node) in unsure else value
                    bound[name] = value if _is_softmax(before) else before
                case ast.Name(id=name, ctx=ast.Store()) if id(node) not in plain:
                    bound.pop(name, None)
                case ast.Call(func=function, args=[given, *_]) if dotted(function) in asked:
                    name = dotted(function)
                    used = bound.get(given.id) if isinstance(given, ast.Name) else given
                    if name and used is not None and _is_softmax(used):
                        kind = "given" if name in given_losses else "softmax"
                        yield SoftmaxOutput(name, module.at(node), True, kind)


def _given_losses(scope: ast.Module | ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """Return the parameters of a function that are named as a loss."""
    if isinstance(scope, ast.Module):
        return set()
    return {item.arg for item in (*scope.args.args, *scope.args.kwonlyargs)} & _GIVEN


def _is_softmax(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and dotted(value.func).rpartition(".")[2] == "softmax"
