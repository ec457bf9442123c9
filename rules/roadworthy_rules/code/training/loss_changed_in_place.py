import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, is_run, rule
from roadworthy_rules.code.training._loops import inside, scopes


@rule(Severity.WARNING, since="0.2", handwritten=True)
def loss_changed_in_place(module: Module) -> Iterator[Finding]:
    """A second name of a loss is added to in place.

    `total = loss` makes no copy. `total += penalty` then adds the penalty to `loss` as well, as tensors of
    torch are changed in place: what is logged as `loss` is the sum. Write `total = loss + penalty`.

    The rule applies if the loss is read afterwards, and one of both names goes backward.

    ```python train.py bad
    import torch

    def step(model, rows, target, criterion, penalty, log):
        loss = criterion(model(rows), target)
        total = loss
        total += penalty(model)
        total.backward()
        log(loss.item())
    ```
    ```python train.py good
    import torch

    def step(model, rows, target, criterion, penalty, log):
        loss = criterion(model(rows), target)
        total = loss + penalty(model)
        total.backward()
        log(loss.item())

    def sum_up(model, rows, target, criterion, penalty):
        loss = criterion(model(rows), target)
        total = loss
        total += penalty(model)
        total.backward()
    ```
    """
    if not is_run(module.path, module.role) or ".backward(" not in module.text or "torch" not in module.text:
        return
    for scope in scopes(module):
        nodes = list(inside(scope))
        backward = {
            node.func.value.id
            for node in nodes
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "backward"
            and isinstance(node.func.value, ast.Name)
        }
        if backward:
            yield from _changed(nodes, backward, module)


def _changed(nodes: list[ast.AST], backward: set[str], module: Module) -> Iterator[Finding]:
    same: dict[str, str] = {}
    added: dict[str, ast.AugAssign] = {}
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                same = {one: other for one, other in same.items() if name not in (one, other)}
                added.pop(name, None)
                if isinstance(value, ast.Name) and value.id != name:
                    same[name] = value.id
            case ast.AugAssign(target=ast.Name(id=name), op=ast.Add() | ast.Sub() | ast.Mult()):
                if name in same and {name, same[name]} & backward:
                    added[same[name]] = node
            case ast.Name(id=name, ctx=ast.Load()) if name in added:
                # `loss.backward()` is as good as that of the sum.
                if not _goes_backward(node, nodes):
                    target = added.pop(name)
                    text = ast.unparse(target.target)
                    message = f"`{text} {_SIGNS[type(target.op)]}` changes `{name}`, which is read afterwards"
                    yield Finding(message, module.at(target))


_SIGNS = {ast.Add: "+=", ast.Sub: "-=", ast.Mult: "*="}


def _goes_backward(name: ast.Name, nodes: list[ast.AST]) -> bool:
    return any(
        isinstance(node, ast.Attribute) and node.value is name and node.attr == "backward" for node in nodes
    )
