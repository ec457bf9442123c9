import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from roadworthy import (
    Finding,
    Location,
    Module,
    ModuleSummary,
    Severity,
    counted,
    dotted,
    fact,
    is_run,
    nodes_of,
    rule,
)
from roadworthy_rules.code.training._devices import beside_choice, fixed_to, is_gpu, named_gpus
from roadworthy_rules.code.training._loops import scopes

#: Names of what tells which devices there are, or chooses one.
_CHECKS = frozenset("Accelerator Fabric Trainer device_count get_device is_available".split())


@dataclass(frozen=True, slots=True)
class FixedDevice:
    """A call that moves a tensor or network to a GPU, whatever the machine has.

    `mixed` says what chooses a device as well: the function or the module. `name` is that of a constant that
    is a GPU, where this is no call.
    """

    text: str
    at: Location
    mixed: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class DeviceMove:
    """A constant that a module moves something to, such as `DEVICE` of `rows.to(config.DEVICE)`."""

    name: str


@rule(Severity.NOTE, since="0.2", handwritten=True)
def device_fixed(
    devices: tuple[FixedDevice, ...], moves: tuple[DeviceMove, ...], modules: tuple[ModuleSummary, ...]
) -> Iterator[Finding]:
    """The code runs on a GPU only.

    It fails on a laptop, in CI and on a server without CUDA, so you cannot test it there. Choose the device
    once, `device = "cuda" if torch.cuda.is_available() else "cpu"`, and pass it on with `.to(device)`.

    The rule looks for `.cuda()`, `.to("cuda")`, `torch.device("cuda")` and `device="cuda"` in code that
    imports torch, and for `device = "cuda"` where something is moved to `device`. If any module checks for a
    GPU, it reports only functions and modules that choose a device and call `.cuda()` all the same, whatever
    the choice is. It ignores defaults of options and parameters, which a caller may change.

    ```python train.py bad
    import torch

    def train(model, loader):
        model.cuda()
        for rows in loader:
            model(rows.to("cuda")).sum().backward()
    ```
    ```python train.py bad
    import torch

    def get_device():
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")

    def build(model):
        model.cuda()
        device = get_device()
        return model, device
    ```
    ```python train.py bad
    import torch

    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")

    def train(model, batches):
        model.cuda()
        for rows in batches:
            model(rows.cuda()).sum().backward()
    ```
    ```python train.py bad
    import torch

    def train(build, batches):
        device = "cuda:0"
        model = build().to(device)
        for rows in batches:
            model(rows.to(device)).sum().backward()
    ```
    ```python train.py good
    import torch

    def train(build, batches, use_gpu):
        device = "cpu"
        if use_gpu:
            device = "cuda:0"
        model = build().to(device)
        for rows in batches:
            model(rows.to(device)).sum().backward()
    ```
    ```python train.py good
    import torch

    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")

    def train(model, batches):
        if device.type == "cuda":
            model.cuda()
    ```
    ```python config.py bad
    import torch

    DEVICE = "cuda"
    torch.manual_seed(7)
    ```
    ```python train.py bad
    import config

    def train(model, batches):
        for rows in batches:
            model(rows.to(config.DEVICE)).sum().backward()
    ```
    ```python train.py good
    import argparse

    import torch

    DEVICE = "cuda" if torch.cuda.is_available() else "cpu"

    def train(model, loader):
        model.to(DEVICE)
        for rows in loader:
            model(rows.to(DEVICE)).sum().backward()
    ```
    ```python train.py good
    import argparse

    import torch

    parser = argparse.ArgumentParser()
    parser.add_argument("--device", default="cuda")

    def train(model, rows, device="cuda"):
        model.to(device)(rows.to(device)).sum().backward()
    ```
    """
    sources = {module.path: module for module in modules if is_run(module.path, module.role)}
    found = [device for device in devices if device.at.file in sources]
    if any(module.mentions(_CHECKS) for module in sources.values()):
        yield from _mixed(found)
        return
    moved = {"", *(move.name for move in moves)}
    found = [device for device in found if device.name in moved]
    if found:
        first, *others = found
        more = f" ({counted(len(found), 'place')})" if others else ""
        message = f"`{first.text}` needs a GPU, and nothing checks for one{more}"
        yield Finding(message, first.at, related=tuple(device.at for device in others[:10]))


@fact
def fixed_devices(module: Module) -> tuple[FixedDevice, ...]:
    """Look for calls that move something to a GPU, in source code that imports torch."""
    if not is_run(module.path, module.role) or "cuda" not in module.text or "torch" not in module.text:
        return ()
    mixed = beside_choice(module)
    found = [
        FixedDevice(text, module.at(node), mixed.get(id(node), ""))
        for node in nodes_of(module, ast.Call)
        if (text := fixed_to(node)) and not dotted(node.func).startswith("torch.cuda.")
    ]
    for statement in module.tree.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if _is_constant(name) and is_gpu(value):
                text = f"{name} = {ast.unparse(value)}"
                found.append(FixedDevice(text, module.at(statement), name=name))
    for scope in scopes(module) if ".to(" in module.text else ():
        found += [
            FixedDevice(ast.unparse(statement), module.at(statement))
            for statement in named_gpus(scope)
            if not (isinstance(scope, ast.Module) and _is_constant(dotted(statement.targets[0])))
        ]
    return tuple(found)


@fact
def device_moves(module: Module) -> tuple[DeviceMove, ...]:
    """Look for constants that something is moved to."""
    if not is_run(module.path, module.role) or "DEVICE" not in module.text or ".to(" not in module.text:
        return ()
    names = {
        name
        for node in nodes_of(module, ast.Call)
        if isinstance(node.func, ast.Attribute) and node.func.attr == "to" and node.args
        if _is_constant(name := dotted(node.args[0]).rpartition(".")[2])
    }
    return tuple(map(DeviceMove, sorted(names)))


def _is_constant(name: str) -> bool:
    return name.isupper() and name.endswith("DEVICE")


def _mixed(devices: Iterable[FixedDevice]) -> Iterator[Finding]:
    """Yield what needs a GPU although a device is chosen: once a module, where the module chooses it."""
    shared: dict[str, list[FixedDevice]] = {}
    for device in devices:
        if device.mixed == "function":
            message = f"`{device.text}` needs a GPU, where the function chooses a device"
            yield Finding(message, device.at)
        elif device.mixed:
            shared.setdefault(device.at.file, []).append(device)
    for first, *others in shared.values():
        more = f" ({counted(len(others) + 1, 'place')})" if others else ""
        message = f"`{first.text}` needs a GPU, where the module chooses a device{more}"
        yield Finding(message, first.at, related=tuple(device.at for device in others[:10]))
