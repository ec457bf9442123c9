import ast
from collections.abc import Iterator
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
    path_words,
    rule,
)
from roadworthy_rules.code.training._loops import scopes

#: Names of what tells which devices there are, or chooses one.
_CHECKS = frozenset("Accelerator Fabric Trainer device_count get_device is_available".split())
#: Where a text is the device that a tensor or a network is moved to.
_MOVES = frozenset("device load to".split())


@dataclass(frozen=True, slots=True)
class FixedDevice:
    """A call that moves a tensor or network to a GPU, whatever the machine has.

    `mixed` is true where its function chooses a device as well.
    """

    text: str
    at: Location
    mixed: bool = False


@rule(Severity.NOTE, since="0.2", handwritten=True)
def device_fixed(devices: tuple[FixedDevice, ...], modules: tuple[ModuleSummary, ...]) -> Iterator[Finding]:
    """The code runs on a GPU only.

    It fails on a laptop, in CI and on a server without CUDA, so you cannot test it there. Choose the device
    once, `device = "cuda" if torch.cuda.is_available() else "cpu"`, and pass it on with `.to(device)`.

    The rule looks for `.cuda()`, `.to("cuda")`, `torch.device("cuda")` and `device="cuda"` in code that
    imports torch. If any module checks for a GPU, it reports only functions that choose a device and call
    `.cuda()` all the same. It ignores defaults of options and parameters, which a caller may change.

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
        for device in found:
            if device.mixed:
                message = f"`{device.text}` needs a GPU, where the function chooses a device"
                yield Finding(message, device.at)
        return
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
    mixed = {id(call) for scope in scopes(module) for call in _beside_choice(scope)}
    return tuple(
        FixedDevice(text, module.at(node), id(node) in mixed)
        for node in nodes_of(module, ast.Call)
        if (text := _fixed(node)) and not dotted(node.func).startswith("torch.cuda.")
    )


def _beside_choice(scope: ast.Module | ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.Call]:
    """Yield the calls of `cuda` that run in any case, in a function that asks another for the device."""
    chosen = any(
        isinstance(item, ast.Assign)
        and any(dotted(target).rpartition(".")[2] == "device" for target in item.targets)
        and isinstance(item.value, ast.Call)
        and "device" in path_words(dotted(item.value.func).rpartition(".")[2])
        and _fixed(item.value) == ""
        for item in scope.body
    )
    for statement in scope.body if chosen else ():
        match statement:
            case ast.Expr(value=ast.Call() as call) | ast.Assign(value=ast.Call() as call):
                if _fixed(call) == ".cuda()":
                    yield call


def _fixed(node: ast.Call) -> str:
    """Return what names the GPU in a call, "" if nothing does."""
    if not isinstance(node.func, ast.Attribute):
        return ""
    name = node.func.attr
    if name == "cuda" and not node.args and not node.keywords:
        return ".cuda()"
    if name in _MOVES and node.args and _is_gpu(node.args[0]):
        return f"{name}({ast.unparse(node.args[0])})"
    if name == "add_argument":
        return ""
    given = (item for item in node.keywords if item.arg in ("device", "map_location") and _is_gpu(item.value))
    return next((f"{item.arg}={ast.unparse(item.value)}" for item in given), "")


def _is_gpu(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value[:4] == "cuda"
