import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, counted, dotted, is_run, rule
from roadworthy_rules.code.training._loops import called, inside, is_untracked, last, loops, scopes

_PLAIN = frozenset("cpu detach detach_ float item numpy tolist".split())


@rule(Severity.NOTE, since="0.2", handwritten=True)
def loss_graph_kept(module: Module) -> Iterator[Finding]:
    """A training adds up its loss as a tensor.

    `total += loss` keeps the graph of each batch until the epoch ends, so the memory of the GPU fills up.
    Add the number: `total += loss.item()`.

    The rule looks at loops that call `loss.backward()`, or `scaler.scale(loss).backward()`, and add `loss`
    itself to a sum or a list. It ignores sums that go backward, too, and reports a module once.

    ```python train.py bad
    import torch

    def train(model, batches, criterion, optimizer):
        total = 0
        for rows, target in batches:
            optimizer.zero_grad()
            loss = criterion(model(rows), target)
            loss.backward()
            optimizer.step()
            total += loss
        return total / len(batches)
    ```
    ```python train.py good
    import torch

    def train(model, batches, criterion, optimizer):
        total = 0
        for rows, target in batches:
            optimizer.zero_grad()
            loss = criterion(model(rows), target)
            loss.backward()
            optimizer.step()
            total += loss.item()
        return total / len(batches)
    ```
    ```python train.py bad
    import torch

    def train(model, batches, criterion, optimizer, scaler):
        losses = []
        for rows, target in batches:
            with torch.autocast("cuda"):
                loss = criterion(model(rows), target)
            scaler.scale(loss).backward()
            scaler.step(optimizer)
            losses.append(loss)
        return losses
    ```
    ```python steps.py good
    import torch

    def train(model, rows, targets, criterion, optimizer):
        total = 0
        for target in targets:
            loss = criterion(model(rows), target)
            total += loss
        total.backward()
        optimizer.step()
    ```
    """
    if not is_run(module.path, module.role) or ".backward(" not in module.text or "torch" not in module.text:
        return
    found: dict[ast.AST, str] = {}
    for scope in scopes(module):
        backward = _gone_backward(scope)
        if backward:
            untracked = {id(part) for node in inside(scope) if is_untracked(node) for part in ast.walk(node)}
            for loop in loops(scope):
                found.update(_kept(loop, backward, untracked))
    if found:
        (node, text), *others = found.items()
        more = f" ({counted(len(others) + 1, 'place')})" if others else ""
        yield Finding(f"`{text}` keeps the graph of the loss{more}", module.at(node))


def _kept(
    loop: ast.For | ast.While, backward: set[str], untracked: set[int]
) -> Iterator[tuple[ast.AST, str]]:
    """Yield where a loop adds a loss that went backward in it, and what is added."""
    gone = _gone_backward(loop)
    plain = {name for node in inside(loop) for name in _made_plain(node)}
    for node in inside(loop):
        total, value = _added(node)
        if total and value in gone - plain and total not in backward and id(node) not in untracked:
            yield node, f"{total} += {value}" if isinstance(node, ast.AugAssign) else value


def _gone_backward(node: ast.AST) -> set[str]:
    """Return the names of the losses that go backward in a node, as they are or scaled by a scaler."""
    found = set()
    for name, call in called(node):
        if last(name) == "backward":
            match call.func:
                case ast.Attribute(
                    value=ast.Call(func=ast.Attribute(attr="scale"), args=[ast.Name(id=loss)])
                ):
                    found.add(loss)
                case _:
                    found.add(name.removesuffix(".backward"))
    return found


def _added(node: ast.AST) -> tuple[str, str]:
    """Return the sum or list that something is added to, and the name of what is added."""
    match node:
        case ast.AugAssign(target=target, op=ast.Add(), value=ast.Name(id=name)):
            return dotted(target), name
        case ast.Assign(
            targets=[target], value=ast.BinOp(left=left, op=ast.Add(), right=ast.Name(id=name))
        ) if dotted(target) == dotted(left):
            return dotted(target), name
        case ast.Expr(
            value=ast.Call(func=ast.Attribute(value=owner, attr="append"), args=[ast.Name(id=name)])
        ):
            return dotted(owner), name
    return "", ""


def _made_plain(node: ast.AST) -> Iterator[str]:
    """Yield the names that are bound to a number or to a tensor without a graph."""
    if isinstance(node, ast.Assign):
        calls = {item.attr for item in ast.walk(node.value) if isinstance(item, ast.Attribute)}
        calls |= {item.id for item in ast.walk(node.value) if isinstance(item, ast.Name)}
        if calls & _PLAIN:
            yield from (dotted(target) for target in node.targets)
