import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, is_run, last_name, lines_within, nodes_of, rule
from roadworthy_rules.code.training._loops import scopes
from roadworthy_rules.code.training.scores._blocks import blocks
from roadworthy_rules.code.training.scores._round_sums import carried_over, kept_for_validation


@rule(Severity.NOTE, since="0.3", handwritten=True)
def sum_carried_over(module: Module) -> Iterator[Finding]:
    """The loss of an epoch contains the losses of those before it.

    A sum or a list that is made before the loop over epochs keeps growing: what is printed as the loss of an
    epoch is the mean of all epochs so far, and a validation loss contains the losses of the training. Curves
    look smoother and later than they are, and early stopping compares the wrong numbers. Set the sum to zero,
    or the list to `[]`, where the epoch or the phase begins.

    The rule looks at loops over epochs that train with torch, at loops over `("train", "val")`, and at a
    training loop with a validation loop after it. It ignores lists called `history` and the like, and sums
    whose count grows with them.

    ```python bad
    import numpy as np

    def train(model, loader, loss, optimizer, epochs):
        losses = []
        for epoch in range(epochs):
            for rows, target in loader:
                optimizer.zero_grad()
                error = loss(model(rows), target)
                error.backward()
                optimizer.step()
                losses.append(error.item())
            print(epoch, np.mean(losses))
    ```
    ```python bad
    def train(model, loader, held, loss, optimizer, epochs):
        for epoch in range(epochs):
            losses = []
            for rows, target in loader:
                optimizer.zero_grad()
                error = loss(model(rows), target)
                error.backward()
                optimizer.step()
                losses.append(error.item())
            print("train", sum(losses) / len(losses))
            for rows, target in held:
                losses.append(loss(model(rows), target).item())
            print("valid", sum(losses) / len(losses))
    ```
    ```python bad
    def train(model, loaders, loss, optimizer, epochs):
        for epoch in range(epochs):
            total = 0.0
            for phase in ("train", "val"):
                for rows, target in loaders[phase]:
                    error = loss(model(rows), target)
                    if phase == "train":
                        optimizer.zero_grad()
                        error.backward()
                        optimizer.step()
                    total += error.item()
                print(phase, total / len(loaders[phase]))
    ```
    ```python good
    import numpy as np

    def train(model, loader, held, loss, optimizer, epochs):
        history = []
        seen, total = 0, 0.0
        for epoch in range(epochs):
            losses = []
            for rows, target in loader:
                optimizer.zero_grad()
                error = loss(model(rows), target)
                error.backward()
                optimizer.step()
                losses.append(error.item())
                history.append(error.item())
                total += error.item()
                seen += 1
            print(epoch, np.mean(losses), np.mean(history), total / seen)
            losses.clear()
            for rows, target in held:
                losses.append(loss(model(rows), target).item())
            print(epoch, np.mean(losses))
    ```
    """
    if not is_run(module.path, module.role) or ".backward(" not in module.text:
        return
    if "epoch" not in module.text and "train" not in module.text:
        return
    lines = sorted(node.lineno for node in nodes_of(module, ast.Call) if last_name(node.func) == "backward")
    for scope in scopes(module):
        if not isinstance(scope, ast.Module) and not lines_within(scope, lines):
            continue
        found = [*carried_over(scope)]
        for block in blocks(scope):
            found += kept_for_validation(block)
        seen: set[str] = set()
        for node, message in found:
            if message not in seen:
                seen.add(message)
                yield Finding(message, module.at(node))
