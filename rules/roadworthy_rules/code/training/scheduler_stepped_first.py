import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, is_run, nodes_of, path_words, rule
from roadworthy_rules.code.training._loops import called, last, written


@rule(Severity.NOTE, since="0.2", handwritten=True)
def scheduler_stepped_first(module: Module) -> Iterator[Finding]:
    """A learning rate scheduler of torch is stepped before the optimizer.

    Since version 1.1, torch skips the first value of the schedule then, so each epoch trains with the
    learning rate of the next one, and it prints a warning. Call `scheduler.step()` after the training of the
    epoch.

    The rule reports a module once: a `step()` of a scheduler that stands in a loop before the training.

    ```python train.py bad
    import torch

    def train(model, batches, loss, optimizer, scheduler):
        for epoch in range(10):
            scheduler.step()
            for rows, target in batches:
                optimizer.zero_grad()
                loss(model(rows), target).backward()
                optimizer.step()
    ```
    ```python train.py good
    import torch

    def train(model, batches, loss, optimizer, scheduler):
        for epoch in range(10):
            for rows, target in batches:
                optimizer.zero_grad()
                loss(model(rows), target).backward()
                optimizer.step()
            scheduler.step()
    ```
    """
    if not is_run(module.path, module.role) or ".step(" not in module.text or "torch" not in module.text:
        return
    for loop in nodes_of(module, ast.For, ast.While):
        for at, statement in enumerate(loop.body):
            if _trains(statement):
                break
            match statement:
                case ast.Expr(value=ast.Call(func=ast.Attribute(attr="step")) as call) if _is_scheduler(call):
                    if any(map(_trains, loop.body[at + 1 :])):
                        yield Finding(f"`{written(call)}` stands before the training", module.at(call))
                        return


def _is_scheduler(call: ast.Call) -> bool:
    said = path_words(written(call).removesuffix(".step"))
    return not said.isdisjoint(("scheduler", "sched")) and not call.args


def _trains(statement: ast.stmt) -> bool:
    """Tell whether a statement trains: it steps an optimizer, or calls what is named so."""
    for name, _ in called(statement):
        if last(name) == "backward" or (name.endswith(".step") and "optim" in name.lower()):
            return True
        if "train" in path_words(last(name)) and "." not in name.removeprefix("self."):
            return True
    return False
