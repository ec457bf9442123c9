import ast
from collections.abc import Iterator
from dataclasses import dataclass

from roadworthy import (
    Finding,
    Location,
    Module,
    Severity,
    fact,
    is_run,
    last_name,
    nodes_of,
    path_words,
    rule,
)

#: Words of parameters that give the weights of a network their shapes.
_SHAPES = frozenset(
    "channel channels class classes depth dim dims embed embedding feature features filters head heads hidden"
    " label labels layer layers nc units vocab width".split()
)
_LIBRARIES = ("torch", "keras")


@dataclass(frozen=True, slots=True)
class BuiltNetwork:
    """A call that makes a network, with the whole numbers it gives; `saves` where its module saves weights.

    A module that does not save loads weights, and trains nothing.
    """

    name: str
    numbers: tuple[tuple[str, int], ...]
    saves: bool
    at: Location


@rule(Severity.NOTE, since="0.3", handwritten=True)
def network_built_otherwise(built: tuple[BuiltNetwork, ...]) -> Iterator[Finding]:
    """A network is loaded into another shape than the one that was trained.

    The script makes the network with another number of classes or channels than the training, and then loads
    the weights of the training into it: that fails with `size mismatch`. Build the network from settings that
    are saved with its weights, or by one function for all scripts.

    The rule compares the whole numbers that a class gets where a script trains and saves it, and where
    another script loads weights and trains nothing. It looks at parameters such as `num_classes` and
    `in_channels`, and at those by position, and stays silent if trainings differ among themselves.

    ```python net.py bad
    from torch import nn

    class Net(nn.Module):
        def __init__(self, channels, classes):
            super().__init__()
            self.last = nn.Conv2d(channels, classes, 1)

        def forward(self, rows):
            return self.last(rows)
    ```
    ```python train.py bad
    import torch
    from net import Net

    def train(batches, loss, optimizer, path):
        model = Net(channels=1, classes=2)
        for rows, target in batches:
            loss(model(rows), target).backward()
            optimizer.step()
        torch.save(model.state_dict(), path)
    ```
    ```python predict.py bad
    import torch
    from net import Net

    def load(path):
        model = Net(channels=1, classes=1)
        model.load_state_dict(torch.load(path, map_location="cpu"))
        return model.eval()
    ```
    ```python net.py good
    from torch import nn

    class Net(nn.Module):
        def __init__(self, channels, classes):
            super().__init__()
            self.last = nn.Conv2d(channels, classes, 1)

        def forward(self, rows):
            return self.last(rows)
    ```
    ```python train.py good
    import torch
    from net import Net

    def train(batches, loss, optimizer, path):
        model = Net(channels=1, classes=2)
        for rows, target in batches:
            loss(model(rows), target).backward()
            optimizer.step()
        torch.save(model.state_dict(), path)
    ```
    ```python predict.py good
    import torch
    from net import Net

    def load(path):
        model = Net(channels=1, classes=2)
        model.load_state_dict(torch.load(path, map_location="cpu"))
        return model.eval()
    ```
    """
    trained: dict[tuple[str, str], dict[int, Location]] = {}
    for one in built:
        if one.saves:
            for key, number in one.numbers:
                trained.setdefault((one.name, key), {}).setdefault(number, one.at)
    for one in built:
        if one.saves:
            continue
        for key, number in one.numbers:
            known = trained.get((one.name, key), {})
            if len(known) == 1 and number not in known:
                [(other, at)] = known.items()
                what = f"`{key}={number}`" if not key.isdigit() else f"`{number}` as argument {int(key) + 1}"
                message = f"`{one.name}` gets {what}, and {other} where its weights are saved"
                yield Finding(message, one.at, related=(at,))
                break


@fact
def built_networks(module: Module) -> tuple[BuiltNetwork, ...]:
    """Look for networks that a module makes, where it trains and saves them, or loads their weights."""
    text = module.text
    if not any(name in text for name in _LIBRARIES) or not is_run(module.path, module.role):
        return ()
    trains = "backward(" in text or ".fit(" in text
    saves = trains and ("torch.save(" in text or "save_weights(" in text)
    if not saves and (trains or ("load_state_dict(" not in text and "load_weights(" not in text)):
        return ()
    found = []
    for node in nodes_of(module, ast.Assign):
        match node:
            case ast.Assign(targets=[ast.Name() | ast.Attribute()], value=value):
                call = _made(value)
                if call is not None and (numbers := tuple(_numbers(call))):
                    found.append(BuiltNetwork(last_name(call.func), numbers, saves, module.at(call)))
    return tuple(found)


def _made(value: ast.expr) -> ast.Call | None:
    """Return the call of a class that an expression makes, before `.to(device)` and the like."""
    while isinstance(value, ast.Call):
        match value.func:
            case ast.Attribute(value=ast.Call() as inner, attr="to" | "cuda" | "cpu" | "eval" | "train"):
                value = inner
            case ast.Name() | ast.Attribute():
                return value if last_name(value.func)[:1].isupper() else None
            case _:
                return None
    return None


def _numbers(call: ast.Call) -> Iterator[tuple[str, int]]:
    """Yield the whole numbers that a call gives, by the name or the place of the parameter."""
    for number, item in enumerate(call.args):
        match item:
            case ast.Starred():
                return
            case ast.Constant(value=int(value)) if not isinstance(value, bool):
                yield str(number), value
    for keyword in call.keywords:
        match keyword:
            case ast.keyword(arg=str(name), value=ast.Constant(value=int(value))):
                if not isinstance(value, bool) and path_words(name) & _SHAPES:
                    yield name, value
