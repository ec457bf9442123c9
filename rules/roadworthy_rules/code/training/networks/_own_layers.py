"""The layers of torch that a network makes for itself: under which attribute, and of which class."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from roadworthy import dotted, last_name
from roadworthy_rules._forward_layers import TORCH_LAYERS

#: What a network of torch inherits from; of any other class, the methods are not all in the text.
_NETWORKS = frozenset(("LightningModule", "Module"))
_OWNERS = frozenset(("", "nn", "torch.nn"))
#: Layers with weights that some networks make anew on purpose.
_NORMS = frozenset(("GroupNorm", "LayerNorm", "PReLU"))
_HOLDERS = frozenset(("ModuleDict", "ModuleList", "Sequential"))


def is_network(owner: ast.ClassDef) -> bool:
    """Tell whether a class inherits from `nn.Module`, and from nothing that the text does not show."""
    return [last_name(base) in _NETWORKS for base in owner.bases] == [True]


def methods_of(owner: ast.ClassDef) -> dict[str, ast.FunctionDef]:
    """Return the methods of a class by name."""
    return {item.name: item for item in owner.body if isinstance(item, ast.FunctionDef)}


def layer_name(value: ast.AST, networks: AbstractSet[str] = frozenset()) -> str:
    """Return the class of a layer with weights that an expression makes, "" for any other expression.

    `networks` are further classes that count for such a layer: those of the module.
    """
    if not isinstance(value, ast.Call):
        return ""
    if isinstance(value.func, ast.Name) and value.func.id in networks:
        return value.func.id
    owner, _, made = dotted(value.func).rpartition(".")
    if owner not in _OWNERS:
        return ""
    if made in TORCH_LAYERS or made in _NORMS:
        return made
    if made in _HOLDERS:
        # What only holds activations has no weights.
        return (
            made if any(layer_name(part, networks) for part in ast.walk(value) if part is not value) else ""
        )
    return ""


def attribute(target: ast.AST) -> str:
    """Return the name of an attribute of `self`, "" for anything else."""
    match target:
        case ast.Attribute(attr=name, value=ast.Name(id="self")):
            return name
    return ""


def bound_attributes(method: ast.FunctionDef) -> Iterator[tuple[str, ast.expr, ast.Assign]]:
    """Yield the attributes of `self` that a method binds, each with its value and the assignment."""
    for node in ast.walk(method):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if name := attribute(target):
                    yield name, node.value, node
