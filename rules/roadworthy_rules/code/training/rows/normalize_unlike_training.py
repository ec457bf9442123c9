import ast
from collections.abc import Iterator
from dataclasses import dataclass

from roadworthy import (
    Finding,
    Location,
    Module,
    NotebookSummary,
    Severity,
    dotted,
    fact,
    is_run,
    last_name,
    nodes_of,
    rule,
)

_TENSORS = frozenset("PILToTensor ToImage ToTensor ToTensorV2".split())
#: What a text says that may put values into another range.
_HINTS = (
    "normaliz",
    "normalis",
    "127.5",
    "_mean",
    "mean_",
    ".transforms()",
    "create_transform",
    "Processor",
    "FeatureExtractor",
    "preprocess(",
    "preprocess_input",
)


@dataclass(frozen=True, slots=True)
class ImageInput:
    """How a module turns images into tensors: `normalised` by all of its pipelines, or by none of them.

    `networks` are calls that make what it loads weights into, or all of its calls if it `trains`.
    """

    normalised: bool | None
    hinted: bool
    trains: bool
    networks: frozenset[str]
    at: Location | None


@rule(Severity.NOTE, since="0.3", handwritten=True)
def normalize_unlike_training(
    inputs: tuple[ImageInput, ...], notebooks: tuple[NotebookSummary, ...]
) -> Iterator[Finding]:
    """A network gets normalised images in the training, and others where it is used, or the reverse.

    The weights belong to one range of values. With another one, all activations are shifted, and predictions
    are worse than the scores of the training say, without an error. Put the preparation of images into one
    function, and call it in the training and wherever the model is used.

    The rule compares `ToTensor`, by itself or in `Compose`, in a script that loads weights and trains
    nothing, with those of all other modules, if a script makes the same network and trains it. It applies if
    `Normalize` is in all pipelines of one side and in none of the other, and stays silent if that side speaks
    of means or of normalising in any other way.

    ```python train.py bad
    import torch
    from net import Net
    from torchvision import transforms
    from torchvision.datasets import ImageFolder

    transform = transforms.Compose([transforms.Resize(64), transforms.ToTensor()])

    def train(path, loss, optimizer):
        net = Net()
        for image, target in ImageFolder(path, transform):
            loss(net(image), target).backward()
            optimizer.step()
        torch.save(net.state_dict(), "net.pt")
    ```
    ```python predict.py bad
    import torch
    from net import Net
    from torchvision import transforms

    transform = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.5,), (0.5,))])

    def predict(image):
        net = Net()
        net.load_state_dict(torch.load("net.pt", map_location="cpu"))
        return net.eval()(transform(image))
    ```
    ```python train.py good
    import torch
    from net import Net
    from torchvision import transforms
    from torchvision.datasets import ImageFolder

    transform = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.5,), (0.5,))])

    def train(path, loss, optimizer):
        net = Net()
        for image, target in ImageFolder(path, transform):
            loss(net(image), target).backward()
            optimizer.step()
        torch.save(net.state_dict(), "net.pt")
    ```
    ```python predict.py good
    import torch
    from net import Net
    from torchvision import transforms

    transform = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.5,), (0.5,))])

    def predict(image):
        net = Net()
        net.load_state_dict(torch.load("net.pt", map_location="cpu"))
        return net.eval()(transform(image))
    ```
    """
    used = [item for item in inputs if not item.trains and item.networks and item.at is not None]
    for one in used:
        if not any(item.trains and item.networks & one.networks for item in inputs):
            continue
        others = [item for item in inputs if item not in used]
        kinds = {item.normalised for item in others if item.at is not None}
        if one.at is None or one.normalised is None or kinds != {not one.normalised}:
            continue
        silent = others if one.normalised else [one]
        told = one.normalised and any("Normalize" in item.names for item in notebooks)
        if told or any(item.hinted for item in silent):
            continue
        message = (
            "images are normalised here, and not in the training"
            if one.normalised
            else "images are not normalised here, but in the training"
        )
        related = next(item.at for item in others if item.at is not None)
        yield Finding(message, one.at, related=(related,))


@fact
def image_inputs(module: Module) -> tuple[ImageInput, ...]:
    """Look for what turns images into tensors, for trainings and for what loads weights."""
    text = module.text
    if "torch" not in text or not is_run(module.path, module.role):
        return ()
    trains = "backward(" in text or ".fit(" in text
    kinds: dict[bool | None, ast.Call] = {}
    calls = nodes_of(module, ast.Call)
    held: set[int] = set()
    for call in calls:
        if last_name(call.func) == "Compose":
            inner = [part for part in ast.walk(call) if isinstance(part, ast.Call)]
            parts = {last_name(part.func) for part in inner}
            held |= {id(part) for part in inner}
            if parts & _TENSORS:
                kinds.setdefault("Normalize" in parts, call)
            elif not isinstance(call.args[0] if call.args else None, ast.List):
                kinds.setdefault(None, call)
        elif last_name(call.func) in _TENSORS and id(call) not in held:
            kinds.setdefault(False, call)
    # Comments often say that `ToTensor` normalises.
    code = "\n".join(line.partition("#")[0] for line in text.splitlines())
    lower = code.lower()
    hinted = any(hint in code or hint in lower for hint in _HINTS)
    normalised = next(iter(kinds)) if len(kinds) == 1 else None
    at = module.at(next(iter(kinds.values()))) if kinds else None
    if at is None and not hinted and not trains:
        return ()
    networks = {last_name(call.func) for call in calls} if trains else set(_loaded(module, calls))
    return (ImageInput(normalised, hinted, trains, frozenset(networks), at),)


def _loaded(module: Module, calls: tuple[ast.Call, ...]) -> Iterator[str]:
    """Yield what makes the networks that a module loads weights into."""
    names = (dotted(call.func) for call in calls)
    filled = {name.removesuffix(".load_state_dict") for name in names if name.endswith(".load_state_dict")}
    for node in nodes_of(module, ast.Assign):
        value = node.value
        while isinstance(value, ast.Call) and last_name(value.func) in ("cuda", "eval", "to"):
            value = value.func.value if isinstance(value.func, ast.Attribute) else value.func
        if isinstance(value, ast.Call) and any(dotted(target) in filled for target in node.targets):
            yield last_name(value.func)
