import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from roadworthy import (
    Finding,
    Location,
    Module,
    Severity,
    dotted,
    fact,
    is_run,
    last_name,
    nodes_of,
    path_words,
    rule,
)
from roadworthy_rules.code.training._loops import inside, scopes

#: Words of what measures how far predictions are from labels.
_MEASURES = frozenset(
    "acc accuracy bce criterion dice focal iou jaccard loss lovasz metric score tversky".split()
)
#: What applies the sigmoid itself, as a function and as a class.
_LOGITS = frozenset(("binary_cross_entropy_with_logits", "BCEWithLogitsLoss"))


@dataclass(frozen=True, slots=True)
class SigmoidUse:
    """A loss that applies a sigmoid to its argument at `place`, or, if `given`, a call that gives it one."""

    name: str
    place: int
    at: Location
    given: bool = False


@rule(Severity.NOTE, since="0.3", handwritten=True)
def sigmoid_applied_twice(uses: tuple[SigmoidUse, ...]) -> Iterator[Finding]:
    """A loss of the project gets a sigmoid, and applies one again.

    After two of them every value is between 0.5 and 0.73: nothing counts as negative, and the gradients are
    small. Pass the values of the last layer to the loss, and call `torch.sigmoid` only where you need
    probabilities.

    The rule looks at functions and networks of the project that are called a loss or a score and apply the
    sigmoid to an argument in any case, or hand it to `BCEWithLogitsLoss`.

    ```python losses.py bad
    import torch

    def dice_loss(predicted, target):
        predicted = torch.sigmoid(predicted)
        return 1 - 2 * (predicted * target).sum() / (predicted.sum() + target.sum())
    ```
    ```python train.py bad
    import torch
    from losses import dice_loss

    def step(model, rows, target):
        predicted = torch.sigmoid(model(rows))
        return dice_loss(predicted, target)
    ```
    ```python losses.py bad
    import torch
    from torch import nn

    class DiceLoss(nn.Module):
        def forward(self, predicted, target):
            predicted = predicted.sigmoid()
            return 1 - 2 * (predicted * target).sum() / (predicted.sum() + target.sum())

    def step(model, rows, target):
        criterion = DiceLoss()
        return criterion(torch.sigmoid(model(rows)), target)
    ```
    ```python losses.py good
    import torch

    def dice_loss(predicted, target, logits=False):
        if logits:
            predicted = torch.sigmoid(predicted)
        return 1 - 2 * (predicted * target).sum() / (predicted.sum() + target.sum())

    def focal_loss(predicted, target):
        predicted = torch.sigmoid(predicted)
        return ((predicted - target) ** 2).mean()

    def step(model, rows, target):
        output = model(rows)
        loss = focal_loss(output, target)
        output = torch.sigmoid(output)
        return loss + dice_loss(output, target)
    ```
    """
    taken: dict[str, list[SigmoidUse]] = {}
    for use in uses:
        if not use.given:
            taken.setdefault(use.name, []).append(use)
    for use in uses:
        found = taken.get(use.name, []) if use.given else []
        # Of two losses with one name, either may be called.
        if len(found) == 1 and found[0].place == use.place:
            message = f"`{use.name}` gets a sigmoid, and applies one again"
            yield Finding(message, use.at, related=(found[0].at,))


@fact
def sigmoid_uses(module: Module) -> tuple[SigmoidUse, ...]:
    """Look for losses that apply a sigmoid, and for calls of losses that get one."""
    text = module.text
    if not is_run(module.path, module.role) or "torch" not in text:
        return ()
    if "igmoid" not in text and "ogits" not in text:
        return ()
    methods = {id(item): owner for owner in nodes_of(module, ast.ClassDef) for item in owner.body}
    found = []
    for function in nodes_of(module, ast.FunctionDef):
        owner = methods.get(id(function))
        if owner is not None and function.name != "forward":
            continue
        name = owner.name if owner else function.name
        if path_words(name) & _MEASURES:
            first = 1 if owner else 0
            for place, item in enumerate(function.args.args[first:]):
                if _applies(function, item.arg):
                    found.append(SigmoidUse(name, place, module.at(function)))
    if "igmoid" in text:
        made = {
            dotted(target): last_name(node.value.func)
            for node in nodes_of(module, ast.Assign)
            if isinstance(node.value, ast.Call) and path_words(last_name(node.value.func)) & _MEASURES
            for target in node.targets
        }
        for scope in scopes(module):
            for name, place, call in _given(list(inside(scope)), made):
                found.append(SigmoidUse(name, place, module.at(call), True))
    return tuple(found)


def _applies(function: ast.FunctionDef, parameter: str) -> bool:
    """Tell whether a function applies a sigmoid to a parameter as it is, whatever else it is given."""
    for statement in function.body:
        if isinstance(statement, (ast.If, ast.For, ast.While, ast.Try, ast.With)):
            # What a condition may have changed is not known.
            if any(_is(part, parameter, ast.Store) for part in ast.walk(statement)):
                return False
            continue
        for part in ast.walk(statement):
            if isinstance(part, ast.IfExp):
                break
            if isinstance(part, ast.Call) and (_is_sigmoid_of(part, parameter) or _is_logit(part, parameter)):
                return True
        if any(_is(part, parameter, ast.Store) for part in ast.walk(statement)):
            return False
    return False


def _is(node: ast.AST, name: str, context: type[ast.expr_context]) -> bool:
    return isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, context)


def _is_logit(call: ast.Call, name: str) -> bool:
    return bool(call.args) and last_name(call.func) in _LOGITS and _is(call.args[0], name, ast.Load)


def _is_sigmoid_of(call: ast.Call, name: str) -> bool:
    """Tell whether a call applies a sigmoid to a name: `torch.sigmoid(name)`, `name.sigmoid()`."""
    match call:
        case ast.Call(func=ast.Attribute(attr="sigmoid", value=owner), args=[]):
            return _is(owner, name, ast.Load)
        case ast.Call(func=function, args=[given]) if last_name(function) == "sigmoid":
            return _is(given, name, ast.Load)
        case ast.Call(func=ast.Call(func=function), args=[given]) if last_name(function) == "Sigmoid":
            return _is(given, name, ast.Load)
    return False


def _is_sigmoid(value: ast.expr) -> bool:
    """Tell whether an expression is a sigmoid of anything."""
    if not isinstance(value, ast.Call):
        return False
    made = value.func
    return last_name(made) == "sigmoid" or (isinstance(made, ast.Call) and last_name(made.func) == "Sigmoid")


def _given(nodes: Sequence[ast.AST], made: dict[str, str]) -> Iterator[tuple[str, int, ast.Call]]:
    """Yield the calls of losses that get a sigmoid: the loss, at which place, and the call."""
    squeezed: set[str] = set()
    unsure = {id(part) for node in nodes if isinstance(node, ast.If) for part in ast.walk(node)}
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                if _is_sigmoid(value) and id(node) not in unsure:
                    squeezed.add(name)
                else:
                    squeezed.discard(name)
            case ast.Call(func=function, args=given) if called := dotted(function):
                name = made.get(called, called.rpartition(".")[2])
                for place, item in enumerate(given if path_words(name) & _MEASURES else ()):
                    if _is_sigmoid(item) or (isinstance(item, ast.Name) and item.id in squeezed):
                        yield name, place, node
