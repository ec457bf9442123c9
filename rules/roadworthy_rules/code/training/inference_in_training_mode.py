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
from roadworthy_rules._trainings._all_names import names_in
from roadworthy_rules.code.training._loops import OFF, called, inside, last, mentions, scopes

#: Layers that do something else in training than in use, and networks that have them.
_LAYERS = ("BatchNorm", "Dropout", "resnet", "efficientnet", "densenet", "mobilenet", "vgg")
#: What a module mentions that switches the mode, or that trains.
_OTHERS = (".eval(", ".train(", ".backward(", "Trainer")
_SWITCHES = frozenset("Trainer backward eval train".split())
#: Methods of a network that use it, beside a call of itself.
_USES = frozenset("decode encode forward generate".split())
#: What makes a network that is ready for use.
_READY = frozenset(("from_pretrained", "load"))

_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class LoadedNetwork:
    """A network that a function loads weights into and uses.

    `holders` are the functions that make it or get it as an argument, `at` is where it is used.
    """

    name: str
    holders: frozenset[str]
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

    The rule applies if the project has such layers, one function loads the weights and calls the network,
    itself or by functions of its module, and neither the module nor a function that had the network switches
    the mode. In a module that trains as well, it applies to a network that a function makes for itself, and
    uses without gradients.

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
    ```python train.py bad
    import torch
    from torchvision import models

    def train(net, batches, optimizer):
        net.train()
        for rows in batches:
            net(rows).sum().backward()
            optimizer.step()

    def test(path, rows):
        net = models.resnet18()
        net = net.to("cpu")
        net.load_state_dict(torch.load(path, map_location="cpu"))
        with torch.no_grad():
            return net(rows)
    ```
    ```python translate.py bad
    import torch
    from torch import nn

    def restore(path, net):
        net.load_state_dict(torch.load(path, map_location="cpu"))
        return net

    def decode(net, rows):
        return net.decode(net.encode(rows))

    def main(rows):
        net = nn.Sequential(nn.Linear(4, 4), nn.Dropout(0.1))
        net = restore("net.pt", net)
        return decode(net, rows)
    ```
    ```python infer.py good
    import torch
    from torch import nn

    from tools import prepare

    def main(rows):
        net = nn.Sequential(nn.Linear(4, 4), nn.Dropout(0.1))
        net.load_state_dict(torch.load("net.pt", map_location="cpu"))
        prepare(net)
        return net(rows)
    ```
    ```python tools.py good
    def prepare(net):
        net.eval()
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
        if ready.isdisjoint(network.holders):
            yield Finding(
                f"nothing calls `{network.name}.eval()` before `{network.name}` is used", network.at
            )


@fact
def loaded_networks(module: Module) -> tuple[LoadedNetwork, ...]:
    """Look for functions that load the weights of a network and call it."""
    text = module.text
    if not is_run(module.path, module.role) or "load_state_dict(" not in text:
        return ()
    trains = any(word in text for word in _OTHERS)
    functions = (
        {} if trains else {item.name: item for item in module.tree.body if isinstance(item, _Function)}
    )
    found: list[LoadedNetwork] = []
    for scope in scopes(module):
        if trains and (mentions(scope, _SWITCHES) or not mentions(scope, OFF)):
            continue
        loaded: set[str] = set()
        used: dict[str, ast.Call] = {}
        for name, call in called(scope):
            owner, _, method = name.rpartition(".")
            if method == "load_state_dict":
                loaded.add(owner)
            used.setdefault(owner if owner and method in _USES else name, call)
            if name in functions:
                for argument, does in _handed(call, functions[name]):
                    loaded |= {argument} if "load_state_dict" in does else set()
                    if does & {"", *_USES}:
                        used.setdefault(argument, call)
        for name in used.keys() & loaded:
            holders = _holders(scope, name)
            if name.isidentifier() and _READY.isdisjoint(holders) and (not trains or _is_own(scope, name)):
                found.append(LoadedNetwork(name, holders, module.at(used[name])))
    return tuple(sorted(found, key=lambda item: (item.at.span.line if item.at.span else 0, item.name)))


def _handed(call: ast.Call, function: _Function) -> Iterator[tuple[str, set[str]]]:
    """Yield the names that a function of the module gets, and the methods it calls of each, "" for itself."""
    parameters = [item.arg for item in (*function.args.posonlyargs, *function.args.args)]
    given = list(zip(parameters, call.args, strict=False))
    given += [(item.arg or "", item.value) for item in call.keywords]
    calls = {name for name, _ in called(function)}
    for parameter, value in given:
        if isinstance(value, ast.Name):
            does = {last(name) for name in calls if name.rpartition(".")[0] == parameter}
            yield value.id, does | ({""} if parameter in calls else set())


def _holders(scope: ast.AST, name: str) -> frozenset[str]:
    """Return the last names of what made a network in a function, and of what the function hands it to."""
    holders: set[str] = set()
    for item in inside(scope):
        match item:
            case ast.Assign(targets=targets, value=ast.Call(func=func)):
                if any(isinstance(target, ast.Name) and target.id == name for target in targets):
                    holders.add(last(dotted(func)))
            case ast.Call(func=func, args=args, keywords=keywords):
                values = (*args, *(item.value for item in keywords))
                if any(isinstance(value, ast.Name) and value.id == name for value in values):
                    holders.add(last(dotted(func)))
    return frozenset(holders)


def _is_own(scope: ast.AST, name: str) -> bool:
    """Tell whether a function makes a network, and neither returns it, stores it nor passes it on."""
    nodes = list(inside(scope))
    made = any(
        isinstance(item, ast.Assign)
        and isinstance(item.value, ast.Call)
        and any(isinstance(target, ast.Name) and target.id == name for target in item.targets)
        for item in nodes
    )
    owners = {
        id(item.func if isinstance(item, ast.Call) else item.value)
        for item in nodes
        if isinstance(item, (ast.Call, ast.Attribute))
    }
    return made and all(
        id(item) in owners
        for item in nodes
        if isinstance(item, ast.Name) and item.id == name and isinstance(item.ctx, ast.Load)
    )
