import ast
from collections.abc import Iterator, Sequence

from roadworthy import Finding, Module, Severity, dotted, is_run, nodes_of, rule
from roadworthy_rules.code.training._loops import last

#: Layers of torch that have weights of their own.
_WEIGHTED = frozenset(
    "BatchNorm1d BatchNorm2d BatchNorm3d Bilinear Conv1d Conv2d Conv3d ConvTranspose1d ConvTranspose2d"
    " ConvTranspose3d Embedding GRU GroupNorm LSTM LayerNorm Linear MultiheadAttention RNN".split()
)


@rule(Severity.NOTE, since="0.2", handwritten=True)
def optimizer_made_early(module: Module) -> Iterator[Finding]:
    """An optimizer of torch is made before a layer of its network is replaced.

    It holds the weights of the old layer, so the new one keeps the random weights that it starts with.
    Replace the layer first, then make the optimizer from `net.parameters()`.

    The rule looks for an optimizer from `net.parameters()` and, later in the same block, a layer with weights
    that is assigned to a part of `net`. It ignores code that makes the optimizer again, or that calls
    `add_param_group`.

    ```python train.py bad
    import torch
    from torch import nn, optim
    from torchvision import models

    net = models.resnet18(weights="DEFAULT")
    optimizer = optim.Adam(net.parameters(), lr=1e-4)
    net.fc = nn.Linear(512, 2)
    net = net.to("cpu")

    def step(rows, target, loss):
        optimizer.zero_grad()
        loss(net(rows), target).backward()
        optimizer.step()
    ```
    ```python train.py good
    import torch
    from torch import nn, optim
    from torchvision import models

    net = models.resnet18(weights="DEFAULT")
    net.fc = nn.Linear(512, 2)
    optimizer = optim.Adam(net.parameters(), lr=1e-4)

    def step(rows, target, loss):
        optimizer.zero_grad()
        loss(net(rows), target).backward()
        optimizer.step()
    ```
    """
    text = module.text
    if not is_run(module.path, module.role) or ".parameters()" not in text or "torch" not in text:
        return
    if "add_param_group" in text or ".step(" not in text:
        return
    blocks = [module.tree.body, *(node.body for node in nodes_of(module, ast.FunctionDef))]
    for block in blocks:
        for at, layer, optimizer in _early(block):
            message = f"`{optimizer}` is made before `{layer}` is set, and never trains it"
            yield Finding(message, module.at(at))
            return


def _early(block: Sequence[ast.stmt]) -> Iterator[tuple[ast.stmt, str, str]]:
    """Yield the optimizers of a block that are made before a layer of their network, each with the layer."""
    made: dict[str, tuple[ast.stmt, str]] = {}
    found: dict[str, tuple[ast.stmt, str, str]] = {}
    for statement in block:
        match statement:
            case ast.Assign(targets=[target], value=ast.Call() as call):
                name = dotted(target)
                network = _network_of(call)
                if network:
                    found.pop(name, None)
                    made[name] = (statement, network)
                elif _is_of(name, made) and not dotted(call.func).startswith(f"{name}."):
                    # Another network or optimizer has the name from here on.
                    made = {key: item for key, item in made.items() if name not in (key, item[1])}
                    found.pop(name, None)
                elif _has_weights(call):
                    owner = dotted(target.value if isinstance(target, ast.Subscript) else target)
                    for optimizer, (at, network) in made.items():
                        if owner.startswith(f"{network}."):
                            found.setdefault(optimizer, (at, ast.unparse(target), optimizer))
            case ast.If() | ast.For() | ast.While() | ast.With() | ast.Try():
                bound = {dotted(item) for item in ast.walk(statement) if _is_stored(item)}
                made = {key: item for key, item in made.items() if bound.isdisjoint((key, item[1]))}
                for name in bound & found.keys():
                    del found[name]
    yield from found.values()


def _is_of(name: str, made: dict[str, tuple[ast.stmt, str]]) -> bool:
    """Tell whether a name is that of an optimizer or of its network."""
    return name in made or any(name == network for _, network in made.values())


def _is_stored(node: ast.AST) -> bool:
    return isinstance(node, (ast.Name, ast.Attribute)) and isinstance(node.ctx, ast.Store)


def _network_of(call: ast.Call) -> str:
    """Return the network whose parameters an optimizer is made of, "" for any other call."""
    match call.args[:1] or [item.value for item in call.keywords if item.arg == "params"]:
        case [ast.Call(func=ast.Attribute(attr="parameters") as func, args=[])]:
            return dotted(func).removesuffix(".parameters")
    return ""


def _has_weights(call: ast.Call) -> bool:
    name = last(dotted(call.func))
    if name == "Sequential":
        return any(isinstance(item, ast.Call) and _has_weights(item) for item in call.args)
    return name in _WEIGHTED
