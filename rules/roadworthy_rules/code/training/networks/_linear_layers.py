"""Layers of a network that follow one another with nothing between them that bends: one layer could do it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from roadworthy import dotted, last_name

#: Layers that leave the values, or some of them, as they are.
_PASSES = frozenset("AlphaDropout Dropout Dropout1d Dropout2d".split())
_TORCH_OWNERS = frozenset(("", "nn", "torch.nn"))
#: What a layer of Keras that is only linear may be given as its activation.
_NO_ACTIVATION = (None, "linear")

Found = tuple[ast.AST, str]


def linear_pairs(nodes: Iterable[ast.AST]) -> Iterator[Found]:
    """Yield each linear layer that another one follows at once, and a message; nodes in the code's order.

    The layers are those of lists that `Sequential` gets, of calls of `add`, and of networks of torch.
    """
    added: dict[str, ast.Call | None] = {}
    for node in nodes:
        match node:
            case ast.Call(func=function, args=args) if last_name(function) == "Sequential":
                layers = args[0].elts if args and isinstance(args[0], (ast.List, ast.Tuple)) else args
                yield from _in_row(layers)
            case ast.Assign(targets=[target], value=ast.Call(func=function)):
                if last_name(function) == "Sequential":
                    added[dotted(target)] = None
            case ast.Expr(
                value=ast.Call(func=ast.Attribute(value=owner, attr="add"), args=[ast.Call() as layer])
            ):
                name = dotted(owner)
                if name in added and last_name(layer.func) not in _PASSES:
                    before = added[name]
                    if before is not None and _is_linear(layer) and _is_keras(layer):
                        yield before, _message(before, layer)
                    added[name] = layer if _is_linear(layer) and not _bends(layer) else None
            case ast.ClassDef():
                yield from _in_forward(node)


def _in_row(layers: Iterable[ast.expr]) -> Iterator[Found]:
    """Yield the linear layers in a row of layers that another one follows."""
    before: ast.Call | None = None
    for layer in layers:
        if not isinstance(layer, ast.Call):
            before = None
        elif last_name(layer.func) not in _PASSES:
            linear = _is_linear(layer)
            if before is not None and linear and _is_keras(layer) == _is_keras(before):
                yield before, _message(before, layer)
            before = layer if linear and not _bends(layer) else None


def _in_forward(owner: ast.ClassDef) -> Iterator[Found]:
    """Yield the linear layers of a network of torch whose output `forward` hands to another one."""
    methods = {item.name: item for item in owner.body if isinstance(item, ast.FunctionDef)}
    forward, made_in = methods.get("forward"), methods.get("__init__")
    if forward is None or made_in is None:
        return
    made: dict[str, list[ast.expr]] = {}
    for node in ast.walk(made_in):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                made.setdefault(dotted(target), []).append(node.value)
    layers = {
        name: values[0]
        for name, values in made.items()
        if len(values) == 1 and isinstance(values[0], ast.Call)
    }
    pairs: list[tuple[ast.Call, ast.Call]] = []
    # The linear layer that was called last, and the name of its output; "" within one statement.
    last: tuple[str, ast.Call] | None = None
    for statement in forward.body:
        bound, steps = _steps(statement)
        if not steps:
            last = None
        for step in steps:
            layer = layers.get(step)
            if layer is None:
                last = None
            elif last_name(layer.func) not in _PASSES:
                linear = _is_linear(layer) and not _is_keras(layer)
                if last is not None and linear and last[0] in ("", bound):
                    pairs.append((last[1], layer))
                last = ("", layer) if linear and not _bends(layer) else None
        # What another name keeps may be read a second time.
        last = (bound, last[1]) if last is not None and bound else None
    if pairs:
        more = f", and {len(pairs) - 1} more after them" if len(pairs) > 1 else ""
        yield pairs[0][0], _message(*pairs[0]) + more


def _steps(statement: ast.stmt) -> tuple[str, list[str]]:
    """Return the name that a statement binds, and the layers that it calls one by one, in order."""
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as value):
            pass
        case ast.Return(value=ast.Call() as value):
            name = ""
        case _:
            return "", []
    chain: list[str] = []
    given: ast.expr = value
    while isinstance(given, ast.Call) and len(given.args) == 1 and not given.keywords:
        chain.append(dotted(given.func))
        given = given.args[0]
    if not isinstance(given, ast.Name) or (name and given.id != name and len(chain) < 2):
        # The first of a chain may take any value: what comes after it reads the new name.
        return (name, chain[::-1]) if isinstance(given, ast.Name) else ("", [])
    return name or given.id, chain[::-1]


def _is_linear(layer: ast.Call) -> bool:
    """Tell whether a layer is `Dense` of Keras or `Linear` of torch."""
    name = last_name(layer.func)
    if name == "Linear":
        return dotted(layer.func).rpartition(".")[0] in _TORCH_OWNERS
    return name == "Dense"


def _is_keras(layer: ast.Call) -> bool:
    return last_name(layer.func) == "Dense"


def _bends(layer: ast.Call) -> bool:
    """Tell whether a linear layer applies an activation, or is one of two that split a matrix."""
    if any(item.arg is None for item in layer.keywords):
        return True
    given = {item.arg: item.value for item in layer.keywords}
    bias = given.get("use_bias", given.get("bias"))
    if bias is not None or len(layer.args) > 2:
        return True
    if not _is_keras(layer):
        return False
    value = given.get("activation", layer.args[1] if len(layer.args) > 1 else None)
    return value is not None and not (isinstance(value, ast.Constant) and value.value in _NO_ACTIVATION)


def _message(before: ast.Call, layer: ast.Call) -> str:
    first, second = (f"`{last_name(item.func)}({_size(item)})`" for item in (before, layer))
    return f"{first} and {second} follow one another without an activation"


def _size(layer: ast.Call) -> str:
    """Return the size of what a layer gives, as the code writes it."""
    at = 0 if _is_keras(layer) else 1
    sizes = [item.value for item in layer.keywords if item.arg in ("units", "out_features")]
    size = sizes[0] if sizes else layer.args[at] if len(layer.args) > at else None
    text = ast.unparse(size) if size is not None else ""
    return text if len(text) < 30 else "…"
