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
    last_name,
    nodes_of,
    rule,
)
from roadworthy_rules._trainings._all_names import names_in
from roadworthy_rules.code.training._loops import written

#: What turns gradients off, in any version of torch, does so by itself, or needs them.
_OFF = frozenset(
    "GradCAM Trainer YOLO autograd backward cam create_graph detach_ enable_grad generate grad grad_cam"
    " inference_mode no_grad pipeline requires_grad requires_grad_ script set_grad_enabled volatile".split()
)
#: Libraries that turn gradients off themselves, or export the network.
_FRAMEWORKS = frozenset(
    "accelerate captum easyocr facenet_pytorch fastai ignite lightning onnx onnxruntime pytorch_lightning"
    " sentence_transformers skorch ultralytics whisper".split()
)


@dataclass(frozen=True, slots=True)
class TrackedInference:
    """The first call of a network in a module after its `eval()`, or of what the function `maker` makes."""

    network: str
    maker: str
    at: Location


@rule(Severity.NOTE, since="0.2", handwritten=True)
def inference_tracks_gradients(
    inferences: tuple[TrackedInference, ...],
    modules: tuple[ModuleSummary, ...],
    notebooks: tuple[NotebookSummary, ...],
) -> Iterator[Finding]:
    """A network of torch predicts while torch tracks gradients.

    Torch keeps all values between the layers for a `backward` that never comes: each prediction takes more
    memory and time. Call the network in `with torch.inference_mode():`, or decorate the function with
    `@torch.inference_mode()`.

    The rule applies to projects that use a network of torch and never train one. It reports the first call of
    a network after `eval()`, if nothing in the project turns gradients off, or asks for them.
    `evaluation-tracks-gradients` is about projects that train.

    ```python predict.py bad
    import torch

    model = torch.load("model.pt", weights_only=False)
    model.eval()

    def predict(rows):
        return model(rows).argmax(1)
    ```
    ```python predict.py bad
    import torch

    class Predictor:
        def __init__(self, net, path):
            self.net = net
            self.net.load_state_dict(torch.load(path, map_location="cpu"))
            self.net.eval()

        def predict(self, rows):
            return self.net.forward(rows).argmax(1)
    ```
    ```python predict.py bad
    import torch

    from nets import get_model

    model = get_model("model.pt")

    def predict(rows):
        return model.forward(torch.tensor(rows)).argmax(1)
    ```
    ```python nets.py bad
    import torch

    def get_model(path):
        model = torch.load(path, weights_only=False)
        model.eval()
        return model
    ```
    ```python predict.py good
    import torch

    model = torch.load("model.pt", weights_only=False)
    model.eval()

    @torch.inference_mode()
    def predict(rows):
        return model(rows).argmax(1)
    ```
    ```python attack.py good
    import torch

    model = torch.load("model.pt", weights_only=False)
    model.eval()

    def saliency(rows):
        rows.requires_grad = True
        return torch.autograd.grad(model(rows).max(), rows)
    ```
    """
    if not inferences:
        return
    tops = {item.module.partition(".")[0] for module in modules for item in module.imports}
    if tops.isdisjoint(("torch", "torchvision")) or tops & _FRAMEWORKS or names_in(modules, notebooks) & _OFF:
        return
    evaluating = {item.name for module in modules for item in module.definitions if "eval" in item.names}
    found = [item for item in inferences if not item.maker or item.maker in evaluating]
    if not found:
        return
    first, *others = found
    message = f"`{first.network}` predicts, and nothing turns gradients off"
    yield Finding(message, first.at, related=tuple(item.at for item in others[:10]))


@fact
def tracked_inferences(module: Module) -> tuple[TrackedInference, ...]:
    """Look for the first call of a network that the module puts in evaluation mode."""
    if "torch" not in module.text:
        return ()
    if not is_run(module.path, module.role):
        return ()
    evaluates = ".eval()" in module.text
    makers = {
        dotted(node.targets[0]): last_name(node.value.func)
        for node in nodes_of(module, ast.Assign)
        if isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Name)
    }
    if not evaluates and not makers:
        return ()
    evaluated: set[str] = set()
    calls: list[tuple[str, ast.Call]] = []
    for call in nodes_of(module, ast.Call):
        name = written(call)
        owner, _, method = name.rpartition(".")
        if method == "eval" and owner and not call.args:
            evaluated.add(owner)
        elif call.args:
            calls.append((owner if method == "forward" else name, call))
    used = [(name, call) for name, call in calls if name in evaluated or makers.get(name)]
    if not used:
        return ()
    sure = [item for item in used if item[0] in evaluated] or used
    name, call = min(sure, key=lambda item: item[1].lineno)
    return (TrackedInference(name, "" if name in evaluated else makers[name], module.at(call)),)
