import ast
from collections.abc import Iterator
from dataclasses import dataclass

from roadworthy import Finding, Location, Module, Severity, dotted, fact, is_run, nodes_of, rule

#: How code puts a network on a GPU, or asks for one.
_GPU = ("cuda", "gpu", ".to(device")


@dataclass(frozen=True, slots=True)
class DeviceLoad:
    """A call of `torch.load` that does not say where to."""

    at: Location


@rule(Severity.NOTE, since="0.2", handwritten=True)
def checkpoint_device_fixed(loads: tuple[DeviceLoad, ...]) -> Iterator[Finding]:
    """A checkpoint of torch is loaded onto the device that it was saved from.

    `torch.load` puts each tensor back where it was: on a machine without a GPU, or with fewer, loading a
    checkpoint that was trained on one fails. Pass `map_location=device`, or `map_location="cpu"`.

    The rule reports a project once, for modules that call `torch.load` with a path alone and mention CUDA, a
    GPU or `.to(device)`.

    ```python bad
    import torch

    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")

    def load(net, path):
        net.load_state_dict(torch.load(path))
        return net.to(device)
    ```
    ```python good
    import torch

    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")

    def load(net, path):
        net.load_state_dict(torch.load(path, map_location=device))
        return net.to(device)
    ```
    ```python good
    import torch

    def rows(path):
        return torch.load(path)
    ```
    """
    if loads:
        first, *others = (load.at for load in loads)
        more = f" ({len(loads)} places)" if others else ""
        message = f"`torch.load` without `map_location` needs the device of the training{more}"
        yield Finding(message, first, related=tuple(others[:10]))


@fact
def device_loads(module: Module) -> tuple[DeviceLoad, ...]:
    """Look for calls of `torch.load` with a path alone, where a GPU may have been used."""
    if not is_run(module.path, module.role) or "torch.load(" not in module.text:
        return ()
    if not any(word in module.text.lower() for word in _GPU):
        return ()
    return tuple(
        DeviceLoad(module.at(node))
        for node in nodes_of(module, ast.Call)
        if dotted(node.func) == "torch.load"
        and len(node.args) == 1
        and not any(item.arg in ("map_location", None) for item in node.keywords)
    )
