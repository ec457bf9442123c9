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
    fact,
    is_run,
    nodes_of,
    rule,
)
from roadworthy_rules._trainings._all_names import names_in
from roadworthy_rules.code.training._loops import called, last

#: What clears gradients by another name, or does so itself.
_CLEARS = frozenset(
    "Trainer clear_grad clear_gradients fused_step zero_grad zero_grads zero_gradients".split()
)
_KEEPERS = frozenset("deepspeed fastai ignite lightning mindspore paddle pytorch_lightning skorch".split())


@dataclass(frozen=True, slots=True)
class GradientStep:
    """A loop that goes backward and steps an optimizer; `wiped` where it clears the gradients in between."""

    at: Location
    wiped: bool


@rule(Severity.WARNING, since="0.2", handwritten=True)
def gradients_not_cleared(
    steps: tuple[GradientStep, ...],
    modules: tuple[ModuleSummary, ...],
    notebooks: tuple[NotebookSummary, ...],
) -> Iterator[Finding]:
    """A training with torch does not clear the gradients, or clears them before they are used.

    `backward()` adds to the gradients that are there. Without `optimizer.zero_grad()` each step also repeats
    all earlier ones, and the training diverges or stalls. Between `backward()` and `step()`, it deletes what
    the step needs, and the network never learns. Call `optimizer.zero_grad()` before `backward()`.

    The rule applies to loops that call both, and stays silent if anything in the project may clear gradients
    in another way: `zero_grad`, `grad = None`, or a library that does it.

    ```python train.py bad
    import torch

    def train(model, loader, loss, optimizer):
        for rows, target in loader:
            loss(model(rows), target).backward()
            optimizer.step()
    ```
    ```python train.py bad
    import torch

    def train(model, loader, loss, optimizer):
        for rows, target in loader:
            loss(model(rows), target).backward()
            optimizer.zero_grad()
            optimizer.step()
    ```
    ```python train.py good
    import torch

    def train(model, loader, loss, optimizer):
        for rows, target in loader:
            optimizer.zero_grad()
            loss(model(rows), target).backward()
            optimizer.step()
    ```
    """
    if not steps:
        return
    sources = [module for module in modules if is_run(module.path, module.role)]
    if any(item.module.partition(".")[0] in _KEEPERS for one in sources for item in one.imports):
        return
    names = names_in(modules, notebooks)
    cleared = not names.isdisjoint(_CLEARS) or "grad" in names
    for step in steps:
        if step.wiped:
            yield Finding("the gradients are cleared between `backward` and `step`", step.at)
        elif not cleared:
            yield Finding("nothing clears the gradients of the last batch", step.at)


@fact
def gradient_steps(module: Module) -> tuple[GradientStep, ...]:
    """Look for loops in which a loss goes backward and an optimizer is stepped after it."""
    if not is_run(module.path, module.role) or ".backward(" not in module.text or "torch" not in module.text:
        return ()
    found: dict[int, GradientStep] = {}
    for loop in nodes_of(module, ast.For, ast.While):
        order = [(last(name), name, call) for name, call in called(loop)]
        backward = next((at for at, (name, _, _) in enumerate(order) if name == "backward"), None)
        if backward is None:
            continue
        for name, owner, call in order[backward + 1 :]:
            if name == "step" and _is_optimizer(owner, call):
                at = order[backward][2]
                found[at.lineno] = GradientStep(module.at(at), _is_wiped(loop))
                break
    return tuple(found.values())


def _is_optimizer(owner: str, call: ast.Call) -> bool:
    return "opt" in owner.lower() and not call.args


def _is_wiped(loop: ast.For | ast.While) -> bool:
    """Tell whether a block goes backward, clears the gradients of an optimizer, and then steps it."""
    for block in (getattr(node, name, []) for node in ast.walk(loop) for name in ("body", "orelse")):
        order = [
            (last(name), name.rpartition(".")[0])
            for statement in (block if isinstance(block, list) else [])
            if isinstance(statement, ast.Expr)
            for name, _ in called(statement)
        ]
        kinds = [kind for kind, _ in order if kind in ("backward", "zero_grad", "step")]
        owners = {owner for kind, owner in order if kind in ("zero_grad", "step") and "sched" not in owner}
        if kinds[:3] == ["backward", "zero_grad", "step"] and len(owners) == 1:
            return True
    return False
