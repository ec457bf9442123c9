import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, is_run, nodes_of, rule
from roadworthy_rules.code.training._loops import inside, scopes
from roadworthy_rules.code.training.scores._aliased_bests import aliases_in, aliases_of


@rule(Severity.WARNING, since="0.3", handwritten=True)
def best_model_aliased(module: Module) -> Iterator[Finding]:
    """A training keeps its network as the best one, and trains the same network further.

    `best_model = model` copies no weights: both names are one network, and `model.state_dict()` shares its
    tensors, too, also after `.copy()`. After the last epoch, the "best" weights are those of the last epoch.
    Keep a copy, `copy.deepcopy(model.state_dict())`, or save the weights to a file.

    The rule applies to loops, and classes, that call `backward`, where the name says "best", and code after
    the loop, or another method, reads it. It ignores networks that the loop makes anew.

    ```python train.py bad
    import torch

    def train(model, batches, held, loss, optimizer, score):
        best, best_model = 0.0, None
        for epoch in range(10):
            for rows, target in batches:
                optimizer.zero_grad()
                loss(model(rows), target).backward()
                optimizer.step()
            if score(model, held) > best:
                best = score(model, held)
                best_model = model
        return best_model
    ```
    ```python train.py bad
    import torch

    def train(model, batches, held, loss, optimizer, score):
        best = 0.0
        best_weights = None
        for epoch in range(10):
            loss(model(batches)).backward()
            optimizer.step()
            if score(model, held) > best:
                best = score(model, held)
                best_weights = model.state_dict()
        model.load_state_dict(best_weights)
    ```
    ```python train.py good
    import copy

    import torch

    def train(model, batches, held, loss, optimizer, score):
        best, best_weights = 0.0, None
        for epoch in range(10):
            loss(model(batches)).backward()
            optimizer.step()
            if score(model, held) > best:
                best = score(model, held)
                best_weights = copy.deepcopy(model.state_dict())
        model.load_state_dict(best_weights)

    def search(builders, batches, held, loss, score):
        best, best_model = 0.0, None
        for build in builders:
            model, optimizer = build()
            loss(model(batches)).backward()
            optimizer.step()
            if score(model, held) > best:
                best = score(model, held)
                best_model = model
        return best_model
    ```
    """
    text = module.text
    if "best" not in text or ".backward(" not in text or not is_run(module.path, module.role):
        return
    for scope in scopes(module):
        for node, message in aliases_in(inside(scope)):
            yield Finding(message, module.at(node))
    for owner in nodes_of(module, ast.ClassDef):
        for node, message in aliases_of(owner):
            yield Finding(message, module.at(node))
