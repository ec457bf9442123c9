import ast
import re
from collections.abc import Iterator
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

#: Networks of torchvision with batch normalization.
_NETWORKS = re.compile(
    r"vgg\d\d_bn|(?:wide_)?resne(?:t|xt)\d\w*|(?:dense|mobile|efficient|google)net\w*|inception_v3"
)
_LOSSES = frozenset("criterion loss losses".split())
_FREEZES = frozenset("eval requires_grad requires_grad_".split())


@dataclass(frozen=True, slots=True)
class LossNetwork:
    """A class of losses that holds a pretrained network, or one that code switches to evaluation mode."""

    name: str
    network: str
    at: Location


@rule(Severity.NOTE, since="0.3", handwritten=True)
def loss_network_in_training_mode(losses: tuple[LossNetwork, ...]) -> Iterator[Finding]:
    """A loss compares features of a pretrained network that is in training mode.

    Its batch normalization then takes the statistics of each batch, and changes those that it was trained
    with: the features of one image differ from step to step, and the loss is a moving target. Call `eval()`
    and `requires_grad_(False)` on the network in `__init__` of the loss.

    The rule looks at classes that are called a loss and hold a pretrained network of torchvision with batch
    normalization, themselves or by another class of the module. It stays silent if the module mentions
    `eval` or `requires_grad`, or if code calls `eval()` on an object of the class.

    ```python losses.py bad
    import torch
    from torch import nn
    from torchvision import models

    class Features(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = models.vgg19_bn(pretrained=True).features

        def forward(self, rows):
            return self.net(rows)

    class ContentLoss(nn.Module):
        def __init__(self):
            super().__init__()
            self.features = Features()

        def forward(self, rows, target):
            return torch.nn.functional.mse_loss(self.features(rows), self.features(target))
    ```
    ```python losses.py good
    import torch
    from torch import nn
    from torchvision import models

    class ContentLoss(nn.Module):
        def __init__(self):
            super().__init__()
            self.features = models.vgg19_bn(pretrained=True).features.eval().requires_grad_(False)

        def forward(self, rows, target):
            return torch.nn.functional.mse_loss(self.features(rows), self.features(target))
    ```
    """
    ready = {one.name for one in losses if not one.network}
    for one in losses:
        if one.network and one.name not in ready:
            message = (
                f"`{one.network}` in `{one.name}` is in training mode: its statistics change with each batch"
            )
            yield Finding(message, one.at)


@fact
def loss_networks(module: Module) -> tuple[LossNetwork, ...]:
    """Look for losses with a pretrained network, and for objects that are switched to evaluation mode."""
    text = module.text
    if "torch" not in text or not is_run(module.path, module.role):
        return ()
    found = list(_switched(module)) if ".eval(" in text else []
    if "torchvision" in text and "oss" in text and not any(word in text for word in _FREEZES):
        held: dict[str, tuple[str, ast.expr]] = {}
        for item in nodes_of(module, ast.ClassDef):
            for node in ast.walk(item):
                if isinstance(node, ast.Call) and (name := _pretrained(node)):
                    held.setdefault(item.name, (name, node))
        for item in nodes_of(module, ast.ClassDef):
            if path_words(item.name) & _LOSSES:
                made = [last_name(node.func) for node in ast.walk(item) if isinstance(node, ast.Call)]
                holder = next((name for name in (item.name, *made) if name in held), "")
                if holder:
                    network, node = held[holder]
                    found.append(LossNetwork(item.name, network, module.at(node)))
    return tuple(found)


def _switched(module: Module) -> Iterator[LossNetwork]:
    """Yield the classes of the objects that a module switches to evaluation mode."""
    calls = (dotted(call.func) for call in nodes_of(module, ast.Call))
    names = {name.removesuffix(".eval") for name in calls if name.endswith(".eval")}
    for node in nodes_of(module, ast.Assign):
        if any(dotted(target) in names for target in node.targets):
            for part in ast.walk(node.value):
                if isinstance(part, ast.Call) and (name := last_name(part.func))[:1].isupper():
                    yield LossNetwork(name, "", module.at(node))


def _pretrained(call: ast.Call) -> str:
    """Return the network of torchvision that a call makes with trained weights, "" for other calls."""
    name = last_name(call.func)
    if not _NETWORKS.fullmatch(name):
        return ""
    given = [item.value for item in call.keywords if item.arg in ("pretrained", "weights")]
    off = all(isinstance(item, ast.Constant) and not item.value for item in given)
    return "" if off else name
