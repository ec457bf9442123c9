import ast
from collections.abc import Iterator
from dataclasses import dataclass

from roadworthy import (
    Finding,
    Location,
    Module,
    ModuleSummary,
    Severity,
    and_more,
    fact,
    is_run,
    last_name,
    nodes_of,
    rule,
)
from roadworthy_rules.code.training.networks._own_layers import (
    attribute,
    bound_attributes,
    is_network,
    layer_name,
    methods_of,
)

#: What reaches the layers of a network without their names.
_UNSEEN = frozenset(
    "__dict__ _modules children eval exec getattr locals modules named_children named_modules vars".split()
)


@dataclass(frozen=True, slots=True)
class IdleLayer:
    """A layer that a network makes in `__init__`, and that none of its methods reads."""

    owner: str
    name: str
    at: Location


@rule(Severity.NOTE, since="0.3", handwritten=True)
def layer_never_called(
    layers: tuple[IdleLayer, ...], modules: tuple[ModuleSummary, ...]
) -> Iterator[Finding]:
    """A network makes a layer that it never uses.

    The network is not the one that its `__init__` describes: a copied line calls another layer, or a step was
    forgotten. The unused weights stay in each checkpoint, and `DistributedDataParallel` stops for parameters
    without a gradient. Call the layer in `forward`, or delete it.

    The rule looks at classes of `nn.Module` with a `forward` of their own, and at layers with weights. It
    ignores layers that a subclass or any other code reads, and networks that look their layers up by name.

    ```python net.py bad
    import torch
    from torch import nn

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv1 = nn.Conv2d(3, 8, 3)
            self.conv2 = nn.Conv2d(8, 8, 3)
            self.conv3 = nn.Conv2d(8, 8, 3, dilation=2)

        def forward(self, rows):
            rows = torch.relu(self.conv1(rows))
            return self.conv2(self.conv2(rows))
    ```
    ```python net.py good
    import torch
    from torch import nn

    class Net(nn.Module):
        def __init__(self, deep):
            super().__init__()
            self.conv1 = nn.Conv2d(3, 8, 3)
            self.conv2 = nn.Conv2d(8, 8, 3)
            self.deep = deep
            if deep:
                self.conv3 = nn.Conv2d(8, 8, 3)
            self.head = nn.Conv2d(8, 1, 1)

        def forward(self, rows):
            rows = self.conv2(torch.relu(self.conv1(rows)))
            return self.conv3(rows) if self.deep else rows

    def heads(net, rows):
        return net.head(net(rows))
    ```
    ```python net.py good
    from torch import nn

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv1 = nn.Conv2d(3, 8, 3)
            self.conv2 = nn.Conv2d(8, 8, 3)

        def forward(self, rows):
            for number in (1, 2):
                rows = getattr(self, f"conv{number}")(rows)
            return rows
    ```
    """
    found: dict[str, list[IdleLayer]] = {}
    for layer in layers:
        if not any(_reads(module, layer) for module in modules):
            found.setdefault(f"{layer.at.file}:{layer.owner}", []).append(layer)
    for idle in found.values():
        names = and_more([f"self.{layer.name}" for layer in idle])
        yield Finding(f"`{idle[0].owner}` makes {names}, and never uses it", idle[0].at)


def _reads(module: ModuleSummary, layer: IdleLayer) -> bool:
    """Tell whether a module reads a layer from outside of its class, or in a subclass of that."""
    end, own = f".{layer.name}", f"self.{layer.name}"
    heirs = {item.name for item in module.definitions if layer.owner in map(_last, item.bases)}
    for uses in (module.uses, module.main_uses, *(item.uses for item in module.definitions)):
        if any(use.endswith(end) and use != own for use in uses):
            return True
    return any(item.owner in heirs or item.name in heirs for item in module.definitions if own in item.uses)


def _last(name: str) -> str:
    return name.rpartition(".")[2]


@fact
def idle_layers(module: Module) -> tuple[IdleLayer, ...]:
    """Look for layers with weights that a network of torch makes, and that the class reads nowhere."""
    if "def forward(" not in module.text or "nn" not in module.text:
        return ()
    if not is_run(module.path, module.role):
        return ()
    owners = [owner for owner in nodes_of(module, ast.ClassDef) if is_network(owner)]
    networks = frozenset(owner.name for owner in owners)
    return tuple(
        IdleLayer(owner.name, name, module.at(node))
        for owner in owners
        for name, node in _idle(owner, networks)
    )


def _idle(owner: ast.ClassDef, networks: frozenset[str]) -> Iterator[tuple[str, ast.Assign]]:
    methods = methods_of(owner)
    if "__init__" not in methods or "forward" not in methods:
        return
    bound = bound_attributes(methods["__init__"])
    made = {name: node for name, value, node in bound if layer_name(value, networks)}
    for node in ast.walk(owner) if made else ():
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            made.pop(attribute(node), None)
        if (isinstance(node, ast.Name) and node.id in _UNSEEN) or (
            isinstance(node, ast.Attribute) and last_name(node) in _UNSEEN
        ):
            return
    yield from made.items()
