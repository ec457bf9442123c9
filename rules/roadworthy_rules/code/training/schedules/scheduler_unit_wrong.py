import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, is_run, lines_within, nodes_of, rule
from roadworthy_rules.code.training._loops import inside, scopes
from roadworthy_rules.code.training.schedules._units import (
    SCHEDULES,
    Schedules,
    length_of,
    schedules_in,
    stepped_in,
    wrong_units,
)


@rule(Severity.NOTE, since="0.3", handwritten=True)
def scheduler_unit_wrong(module: Module) -> Iterator[Finding]:
    """A schedule counts epochs, and is stepped after each batch, or the other way round.

    `CosineAnnealingLR(optimizer, T_max=epochs)` falls to its minimum after as many steps. Stepped after each
    batch, it rises and falls many times in one epoch. A schedule of `len(loader) * epochs` steps that is
    stepped once an epoch hardly leaves its warm-up. Move `scheduler.step()` to the loop that the schedule
    counts, or give the schedule the number of those steps.

    The rule reads `CosineAnnealingLR`, `OneCycleLR` and the schedules with a warm-up of transformers, where
    one function or class makes and steps them, or hands them to a function of the module that does.

    ```python bad
    import torch

    def train(model, loader, loss, optimizer, epochs):
        scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=epochs)
        for epoch in range(epochs):
            for rows, target in loader:
                optimizer.zero_grad()
                loss(model(rows), target).backward()
                optimizer.step()
                scheduler.step()
    ```
    ```python bad
    from transformers import get_linear_schedule_with_warmup

    def train(model, loader, loss, optimizer, epochs):
        steps = len(loader) * epochs
        scheduler = get_linear_schedule_with_warmup(
            optimizer, num_warmup_steps=100, num_training_steps=steps
        )
        for epoch in range(epochs):
            for rows, target in loader:
                optimizer.zero_grad()
                loss(model(rows), target).backward()
                optimizer.step()
            scheduler.step()
    ```
    ```python bad
    from torch.optim.lr_scheduler import CosineAnnealingLR

    def train_epoch(model, loader, loss, optimizer, scheduler):
        for rows, target in loader:
            optimizer.zero_grad()
            loss(model(rows), target).backward()
            optimizer.step()
            scheduler.step()

    def train(model, loader, loss, optimizer, config):
        scheduler = CosineAnnealingLR(optimizer, T_max=config.epochs)
        for epoch in range(config.epochs):
            train_epoch(model, loader, loss, optimizer, scheduler)
    ```
    ```python bad
    import lightning
    from torch.optim import AdamW
    from torch.optim.lr_scheduler import CosineAnnealingLR

    class Model(lightning.LightningModule):
        def configure_optimizers(self):
            optimizer = AdamW(self.parameters(), lr=1e-4)
            scheduler = CosineAnnealingLR(optimizer, T_max=self.trainer.max_epochs)
            return {"optimizer": optimizer, "lr_scheduler": {"scheduler": scheduler, "interval": "step"}}
    ```
    ```python good
    import torch

    def train(model, loader, loss, optimizer, epochs):
        scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=epochs)
        for epoch in range(epochs):
            for rows, target in loader:
                optimizer.zero_grad()
                loss(model(rows), target).backward()
                optimizer.step()
            scheduler.step()

    def anneal(model, loader, loss, optimizer, epochs):
        steps = epochs * len(loader)
        scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
        for epoch in range(epochs):
            for rows, target in loader:
                optimizer.zero_grad()
                loss(model(rows), target).backward()
                optimizer.step()
                scheduler.step()
    ```
    """
    if not is_run(module.path, module.role) or not any(name in module.text for name in SCHEDULES):
        return
    made = sorted(call.lineno for call in nodes_of(module, ast.Call) if length_of(call) is not None)
    if not made:
        return
    stepping = {one.name: units for one in nodes_of(module, ast.FunctionDef) if (units := stepped_in(one))}
    owned: dict[str, Schedules] = {}
    for owner in nodes_of(module, ast.ClassDef):
        for method in owner.body if lines_within(owner, made) else ():
            found = schedules_in(list(inside(method)))
            own = {name: value for name, value in found.items() if name.startswith("self.")}
            owned.setdefault(owner.name, {}).update(own)
        for method in owner.body if owned.get(owner.name) else ():
            for node, message in wrong_units(list(inside(method)), owned[owner.name], stepping):
                yield Finding(message, module.at(node))
    for scope in scopes(module):
        if isinstance(scope, ast.Module) or lines_within(scope, made):
            nodes = list(inside(scope))
            plain = {name: value for name, value in schedules_in(nodes).items() if "." not in name}
            for node, message in wrong_units(nodes, plain, stepping) if plain else ():
                yield Finding(message, module.at(node))
