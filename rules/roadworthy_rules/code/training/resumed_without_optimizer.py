import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from roadworthy import (
    Finding,
    Location,
    Module,
    ModuleSummary,
    Severity,
    dotted,
    fact,
    is_run,
    nodes_of,
    rule,
)

#: What libraries that keep everything themselves are called.
_KEEPERS = frozenset(
    "accelerate catalyst deepspeed fastai ignite lightning mmcv pytorch_lightning transformers".split()
)
#: Options and settings with which a training goes on.
_RESUMES = re.compile(
    r"resume|\.restart\b(?!\s*\()|--restart\b|[\"']restart[\"']|\brestart\s*[=:]|continue_?train"
)
_OPTIMIZER = re.compile(r"(?i)opt|solver|trainer|sched")


@dataclass(frozen=True, slots=True)
class ResumedTraining:
    """Where a module stores weights, whether it resumes a training, and whether it keeps an optimizer.

    `counts` tells whether the weights are stored with the number of the epoch.
    """

    at: Location
    resumes: bool
    keeps: bool
    counts: bool


@rule(Severity.NOTE, since="0.2", handwritten=True)
def resumed_without_optimizer(
    resumed: tuple[ResumedTraining, ...], modules: tuple[ModuleSummary, ...]
) -> Iterator[Finding]:
    """The checkpoints of a training hold no optimizer.

    Adam and momentum start from nothing again, the learning rate jumps back, and epochs count from zero:
    a run that was interrupted ends with another model than one that was not. Store the optimizer's state and
    the epoch with the weights:
    `torch.save({"model": net.state_dict(), "optimizer": optimizer.state_dict(), "epoch": epoch}, path)`.

    The rule applies to a module with an option or a variable such as `resume` or `restart` that loads
    weights with `load_state_dict` and stores some with `torch.save`. It also applies to checkpoints
    that hold weights and the number of their epoch, unless they are written only where a score is the
    best. It stays silent if the project asks an optimizer for its state anywhere.

    ```python train.py bad
    import torch

    def train(net, rows, path, resume):
        optimizer = torch.optim.Adam(net.parameters())
        if resume:
            net.load_state_dict(torch.load(path, map_location="cpu"))
        for row in rows:
            net(row).backward()
            optimizer.step()
        torch.save(net.state_dict(), path)
    ```
    ```python train.py bad
    import torch

    def train(net, rows, settings):
        optimizer = torch.optim.Adam(net.parameters())
        if settings.restart:
            net.load_state_dict(torch.load(settings.path, map_location="cpu"))
        for row in rows:
            net(row).backward()
            optimizer.step()
        torch.save(net.state_dict(), settings.path)
    ```
    ```python train.py good
    import torch

    def train(net, rows, path):
        optimizer = torch.optim.Adam(net.parameters())
        steps = torch.optim.lr_scheduler.CosineAnnealingWarmRestarts(optimizer, 10)
        net.load_state_dict(torch.load("pretrained.pt", map_location="cpu"))
        for row in rows:
            net(row).backward()
            optimizer.step()
            steps.step()
        torch.save(net.state_dict(), path)
    ```
    ```python train.py bad
    import torch

    def train(net, rows, path, epochs):
        optimizer = torch.optim.Adam(net.parameters())
        for epoch in range(epochs):
            for row in rows:
                net(row).backward()
                optimizer.step()
            torch.save({"epoch": epoch, "net": net.state_dict()}, path)
    ```
    ```python train.py good
    import torch

    def train(net, rows, path, epochs):
        optimizer = torch.optim.Adam(net.parameters())
        best = 0.0
        for epoch in range(epochs):
            for row in rows:
                net(row).backward()
                optimizer.step()
            if net.score(rows) > best:
                best = net.score(rows)
                torch.save({"epoch": epoch, "net": net.state_dict()}, path)
    ```
    ```python train.py good
    import torch

    def train(net, rows, path, resume):
        optimizer = torch.optim.Adam(net.parameters())
        if resume:
            stored = torch.load(path, map_location="cpu")
            net.load_state_dict(stored["net"])
            optimizer.load_state_dict(stored["optimizer"])
        for row in rows:
            net(row).backward()
            optimizer.step()
        torch.save({"net": net.state_dict(), "optimizer": optimizer.state_dict()}, path)
    ```
    """
    if not resumed or any(
        item.module.partition(".")[0] in _KEEPERS for one in modules for item in one.imports
    ):
        return
    # A class may keep its optimizers itself.
    if any(item.keeps for item in resumed):
        return
    if any(item.name == "state_dict" for one in modules for item in one.definitions):
        return
    for one in resumed:
        if one.resumes:
            yield Finding(
                "the training can be resumed, but no checkpoint holds the optimizer's state", one.at
            )
        elif one.counts:
            yield Finding("the checkpoint holds the epoch, but not the optimizer's state", one.at)


@fact
def resumed_training(module: Module) -> tuple[ResumedTraining, ...]:
    """Look for a module that loads weights to go on with, and for what asks optimizers for their state."""
    text = module.text
    if not is_run(module.path, module.role) or "state_dict(" not in text:
        return ()
    calls = nodes_of(module, ast.Call)
    owners = [
        node.func.value
        for node in calls
        if isinstance(node.func, ast.Attribute) and node.func.attr == "state_dict"
    ]
    # What is no plain name may be anything.
    keeps = any(not dotted(owner) or _OPTIMIZER.search(dotted(owner)) for owner in owners)
    resumes = all(word in text for word in ("load_state_dict(", "torch.save(")) and bool(
        _RESUMES.search(text)
    )
    saved = [node for node in calls if dotted(node.func) == "torch.save"]
    counted = [node for node in saved if node.args and _counts(node.args[0])]
    best = {
        id(part)
        for node in nodes_of(module, ast.If)
        if counted and "best" in ast.unparse(node.test).lower()
        for part in ast.walk(node)
    }
    counted = [node for node in counted if id(node) not in best]
    saved = counted or saved
    if not keeps and not (resumes and saved) and not (counted and "backward(" in text):
        return ()
    at = module.at(saved[0]) if saved else Location(module.path)
    return (ResumedTraining(at, resumes and bool(saved), keeps, bool(counted)),)


def _counts(stored: ast.expr) -> bool:
    """Tell whether a table that is stored has weights and the number of the epoch."""
    match stored:
        case ast.Dict(keys=keys, values=values):
            named = any(isinstance(key, ast.Constant) and key.value == "epoch" for key in keys)
            weights = any(
                isinstance(value, ast.Call)
                and isinstance(value.func, ast.Attribute)
                and value.func.attr == "state_dict"
                for value in values
            )
            return named and weights and None not in keys
    return False
