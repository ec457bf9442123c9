import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from roadworthy import Finding, Location, Module, Severity, dotted, fact, is_run, last_name, nodes_of, rule
from roadworthy_rules.code.training._loops import inside, scopes
from roadworthy_rules.code.training.networks._wrapped import class_of, wrapped_in


@dataclass(frozen=True, slots=True)
class WrapperState:
    """A network whose state is saved with the wrapper around it; or, if not `saves`, one that is loaded."""

    network: str
    at: Location
    saves: bool


@rule(Severity.NOTE, since="0.3", handwritten=True)
def wrapper_state_saved(states: tuple[WrapperState, ...]) -> Iterator[Finding]:
    """Weights are saved with the wrapper for several GPUs, and loaded without it.

    `DataParallel` and `DistributedDataParallel` put `module.` before each name of the state. A plain network
    has no such names: `load_state_dict` stops, or leaves the weights as they were made if it is not strict.
    Save `model.module.state_dict()`.

    The rule reports a network that one module or function wraps and saves, and another one builds and loads,
    where neither mentions `.module`.

    ```python train.py bad
    import torch
    from net import Net
    from torch import nn

    def train(loader, step):
        model = Net()
        if torch.cuda.device_count() > 1:
            model = nn.DataParallel(model)
        for rows, target in loader:
            step(model, rows, target)
        torch.save(model.state_dict(), "net.pt")
    ```
    ```python predict.py bad
    import torch
    from net import Net

    def predict(rows):
        model = Net()
        model.load_state_dict(torch.load("net.pt", map_location="cpu"))
        return model.eval()(rows)
    ```

    ```python run.py bad
    import torch
    from net import Net
    from torch import nn

    def train(loader, step):
        model = Net()
        model = nn.DataParallel(model)
        for rows, target in loader:
            step(model, rows, target)
        torch.save(model.state_dict(), "net.pt")

    def predict(rows):
        model = Net()
        model.load_state_dict(torch.load("net.pt", map_location="cpu"))
        return model.eval()(rows)
    ```

    ```python run.py good
    import torch
    from net import Net
    from torch import nn

    def train(loader, step):
        model = Net()
        model = nn.DataParallel(model)
        for rows, target in loader:
            step(model, rows, target)
        torch.save(model.state_dict(), "net.pt")

    def predict(rows):
        model = Net()
        model = nn.DataParallel(model)
        model.load_state_dict(torch.load("net.pt", map_location="cpu"))
        return model.eval()(rows)
    ```

    ```python train.py good
    import torch
    from net import Net
    from torch import nn

    def train(loader, step):
        model = Net()
        model = nn.DataParallel(model)
        for rows, target in loader:
            step(model, rows, target)
        torch.save(model.module.state_dict(), "net.pt")
    ```
    ```python predict.py good
    import torch
    from net import Net

    def predict(rows):
        model = Net()
        model.load_state_dict(torch.load("net.pt", map_location="cpu"))
        return model.eval()(rows)
    ```
    """
    for state in states:
        loads = [
            other
            for other in states
            if not other.saves and other.network == state.network and other.at != state.at
        ]
        if state.saves and loads:
            path = loads[0].at.file
            where = f"`{path}` loads it" if path != state.at.file else "another function loads it"
            message = f"the state of `{state.network}` is saved with its wrapper, and {where} without"
            yield Finding(message, state.at, related=(loads[0].at,))


@fact
def wrapper_states(module: Module) -> tuple[WrapperState, ...]:
    """Look for networks that a module wraps and saves, or that it builds and loads, without `.module`."""
    text = module.text
    if "state_dict(" not in text or not is_run(module.path, module.role):
        return ()
    # What takes the wrapper off mentions it, or the start of the names.
    if ".module" in text.replace("nn.module", "") or '"module' in text or "'module" in text:
        return ()
    wraps = "DataParallel(" in text
    found: list[WrapperState] = []
    for scope in scopes(module) if wraps else ():
        nodes = list(inside(scope))
        wrapped = list(wrapped_in(nodes))
        if not wrapped:
            found += _loaded(module, nodes)
        for _, name in wrapped:
            network = class_of(nodes, name)
            save = next((node for node in nodes if _saves(node, name)), None)
            if network and save is not None:
                found.append(WrapperState(network, module.at(save), True))
    if not wraps and "load_state_dict(" in text:
        found += _loaded(module, nodes_of(module, ast.Assign, ast.Call))
    return tuple(found)


def _loaded(module: Module, nodes: Sequence[ast.AST]) -> Iterator[WrapperState]:
    """Yield the networks that some nodes of a module build and load."""
    for node in nodes:
        match node:
            case ast.Call(func=ast.Attribute(value=owner, attr="load_state_dict")) if network := class_of(
                nodes, dotted(owner)
            ):
                yield WrapperState(network, module.at(node), False)


def _saves(node: ast.AST, name: str) -> bool:
    """Tell whether a call of `torch.save` saves the state of a network, alone or in a dictionary."""
    return (
        isinstance(node, ast.Call)
        and last_name(node.func) == "save"
        and bool(node.args)
        and any(
            isinstance(part, ast.Attribute) and part.attr == "state_dict" and dotted(part.value) == name
            for part in ast.walk(node.args[0])
        )
    )
