import ast
from collections.abc import Iterator
from dataclasses import dataclass

from roadworthy import (
    Finding,
    Location,
    Module,
    ModuleSummary,
    NotebookSummary,
    Severity,
    dotted,
    fact,
    is_run,
    rule,
)
from roadworthy_rules.code.training._loops import called, inside, scopes
from roadworthy_rules.code.training._unseeded import names_in

#: Layers that do something else in training than in use, and networks that have them.
_LAYERS = ("BatchNorm", "Dropout", "resnet", "efficientnet", "densenet", "mobilenet", "vgg")
#: What a module mentions that switches the mode, or that trains.
_OTHERS = (".eval(", ".train(", ".backward(", "Trainer")


@dataclass(frozen=True, slots=True)
class LoadedNetwork:
    """A network that a function loads the weights of and uses: its name, what made it, where it is used."""

    name: str
    maker: str
    at: Location


@rule(Severity.NOTE, since="0.2", handwritten=True)
def inference_in_training_mode(
    loaded: tuple[LoadedNetwork, ...],
    modules: tuple[ModuleSummary, ...],
    notebooks: tuple[NotebookSummary, ...],
) -> Iterator[Finding]:
    """A network of torch gets trained weights and is used in training mode.

    Dropout then removes values at random, and batch normalization takes its statistics from the batch instead
    of from the training: the predictions are wrong, and depend on the other rows of the batch. Call
    `model.eval()` after you load the weights, and predict under `torch.no_grad()`.

    The rule applies if the project has such layers, one function loads the weights and calls the network, and
    neither its module nor the function that made the network switches the mode.

    ```python infer.py bad
    import torch
    from torch import nn

    def predict(path, rows):
        net = nn.Sequential(nn.Linear(4, 4), nn.BatchNorm1d(4))
        net.load_state_dict(torch.load(path, map_location="cpu"))
        return net(rows)
    ```
    ```python infer.py good
    import torch
    from torch import nn

    def predict(path, rows):
        net = nn.Sequential(nn.Linear(4, 4), nn.BatchNorm1d(4))
        net.load_state_dict(torch.load(path, map_location="cpu"))
        net.eval()
        return net(rows)
    ```
    ```python infer.py good
    import torch
    from torch import nn

    def predict(path, rows):
        net = nn.Linear(4, 1)
        net.load_state_dict(torch.load(path, map_location="cpu"))
        return net(rows)
    ```
    """
    if not loaded or not any(layer in name for name in names_in(modules, notebooks) for layer in _LAYERS):
        return
    ready = {item.name for module in modules for item in module.definitions if "eval" in item.names}
    for network in loaded:
        if network.maker.rpartition(".")[2] not in ready:
            yield Finding(
                f"nothing calls `{network.name}.eval()` before `{network.name}` is used", network.at
            )


@fact
def loaded_networks(module: Module) -> tuple[LoadedNetwork, ...]:
    """Look for functions that load the weights of a network and call it."""
    text = module.text
    if (
        not is_run(module.path, module.role)
        or "load_state_dict(" not in text
        or any(word in text for word in _OTHERS)
    ):
        return ()
    found: list[LoadedNetwork] = []
    for scope in scopes(module):
        makers = {
            target.id: dotted(item.value.func)
            for item in inside(scope)
            if isinstance(item, ast.Assign) and isinstance(item.value, ast.Call)
            for target in item.targets
            if isinstance(target, ast.Name)
        }
        calls = dict(list(called(scope))[::-1])
        for name, call in calls.items():
            if f"{name}.load_state_dict" in calls and name.isidentifier():
                found.append(LoadedNetwork(name, makers.get(name, ""), module.at(call)))
    return tuple(found)
