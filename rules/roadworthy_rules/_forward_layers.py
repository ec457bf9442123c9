"""Layers with weights of their own that a network makes anew each time it is called."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from roadworthy import dotted, last_name

#: Layers of torch with weights that a training has to learn.
TORCH_LAYERS = frozenset(
    "BatchNorm1d BatchNorm2d BatchNorm3d Bilinear Conv1d Conv2d Conv3d ConvTranspose1d ConvTranspose2d"
    " ConvTranspose3d Embedding EmbeddingBag GRU GRUCell LSTM LSTMCell LazyLinear Linear MultiheadAttention"
    " RNN TransformerDecoderLayer TransformerEncoderLayer".split()
)
_KERAS = frozenset(
    "BatchNormalization Conv1D Conv2D Conv2DTranspose Conv3D Dense DepthwiseConv2D Embedding GRU LSTM"
    " MultiHeadAttention SeparableConv2D SimpleRNN".split()
)
_OWNERS = {"forward": ("", "nn", "torch.nn"), "call": ("", "layers", "keras.layers", "tf.keras.layers")}
_LAYERS = {"forward": TORCH_LAYERS, "call": _KERAS}
#: All of them.
LAYERS = TORCH_LAYERS | _KERAS
#: What gives a layer weights that were not drawn for it.
_FILLS = frozenset("bias copy_ data hypernet load_state_dict set_weights state_dict weight weights".split())
#: Arguments by which a layer has no weights.
_WITHOUT = frozenset(("affine", "trainable"))


def made_in_forward(classes: Iterable[ast.ClassDef]) -> Iterator[tuple[ast.expr, str]]:
    """Yield each layer with weights that a network makes while it computes its output, and a message."""
    for owner in classes:
        bases = {last_name(base) for base in owner.bases}
        if not bases:
            continue
        methods = {item.name: item for item in owner.body if isinstance(item, ast.FunctionDef)}
        for name, layers in _LAYERS.items():
            method = methods.get(name)
            if method is None or (name == "call" and not bases & {"Layer", "Model"}):
                continue
            found = next(_made(method, name, layers), None)
            if found is not None:
                made = last_name(found.func)
                yield found, f"`{owner.name}.{name}` makes a new `{made}` at each call, and nothing trains it"
            elif (helped := _by_helper(method, methods, name, layers)) is not None:
                called, made = helped
                shown = f"`{owner.name}.{name}` makes new layers by `{dotted(called.func)}` at each call"
                yield called, f"{shown}, and nothing trains its `{made}`"


def _made(method: ast.FunctionDef, name: str, layers: frozenset[str]) -> Iterator[ast.Call]:
    """Yield the calls in a method that make a layer, outside of any condition."""
    parts = _always(method)
    if any(isinstance(part, ast.Attribute) and part.attr in _FILLS for part in parts):
        return
    for part in parts:
        if isinstance(part, ast.Call):
            owner, _, made = dotted(part.func).rpartition(".")
            off = any(
                item.arg in _WITHOUT and isinstance(item.value, ast.Constant) and not item.value.value
                for item in part.keywords
            )
            if made in layers and owner in _OWNERS[name] and not off and (part.args or part.keywords):
                yield part


def _by_helper(
    method: ast.FunctionDef, methods: dict[str, ast.FunctionDef], name: str, layers: frozenset[str]
) -> tuple[ast.Call, str] | None:
    """Return the call of a method of the class that makes layers and returns them, and one of the layers."""
    for part in _always(method):
        if isinstance(part, ast.Call) and dotted(part.func).startswith("self."):
            helper = methods.get(dotted(part.func)[5:])
            if helper is None or not _returns_layers(helper):
                continue
            if (found := next(_made(helper, name, layers), None)) is not None:
                return part, last_name(found.func)
    return None


def _returns_layers(helper: ast.FunctionDef) -> bool:
    """Tell whether a method returns what it put together, and no result of a network."""
    last = helper.body[-1]
    value = last.value if isinstance(last, ast.Return) else None
    return isinstance(value, ast.Call) and last_name(value.func) in ("Sequential", "ModuleList")


def _always(method: ast.FunctionDef) -> list[ast.AST]:
    """Return what a method does in any case: a layer behind a condition may be made once only."""
    found: list[ast.AST] = []
    stack: list[ast.AST] = [*method.body]
    while stack:
        node = stack.pop()
        if isinstance(node, (ast.If, ast.IfExp, ast.Try, ast.FunctionDef, ast.Lambda, ast.ClassDef)):
            continue
        found.append(node)
        stack.extend(ast.iter_child_nodes(node))
    return found[::-1]
