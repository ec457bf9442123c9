import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, is_run, last_name, lines_within, nodes_of, rule
from roadworthy_rules._forward_layers import LAYERS, made_in_forward


@rule(Severity.WARNING, since="0.2", handwritten=True)
def layer_made_in_forward(module: Module) -> Iterator[Finding]:
    """A network makes a layer each time it is called.

    The layer gets new random weights with each batch. The optimizer was made before and never has them, they
    are in no checkpoint, and on a GPU they stay on the CPU. Make the layer in `__init__`, and call it in
    `forward`.

    The rule looks at `forward` of torch and `call` of Keras. It ignores layers behind a condition, which may
    be made once only, and methods that give the layer its weights.

    ```python net.py bad
    import torch.nn as nn

    class Net(nn.Module):
        def forward(self, rows):
            rows = rows.flatten(1)
            return nn.Linear(rows.shape[1], 10)(rows)
    ```
    ```python net.py bad
    from torch import nn

    class Net(nn.Module):
        def head(self, size):
            layers = [nn.Linear(size, 10), nn.ReLU()]
            return nn.Sequential(*layers)

        def forward(self, rows):
            self.last = self.head(rows.shape[1])
            return self.last(rows)
    ```
    ```python net.py good
    import torch.nn as nn

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.last = None
            self.first = nn.Linear(8, 8)

        def forward(self, rows):
            if self.last is None:
                self.last = nn.Linear(rows.shape[1], 10)
            rows = nn.ReLU()(self.first(rows))
            return nn.BatchNorm1d(8, affine=False)(self.last(rows))

    class Generated(nn.Module):
        def forward(self, rows, weight):
            layer = nn.Linear(8, 8)
            layer.weight.data = weight
            return layer(rows)
    ```
    """
    if not is_run(module.path, module.role) or ("torch" not in module.text and "keras" not in module.text):
        return
    # Most networks make their layers in `__init__` alone.
    lines = [call.lineno for call in nodes_of(module, ast.Call) if last_name(call.func) in LAYERS]
    classes = (
        owner
        for owner in nodes_of(module, ast.ClassDef)
        if any(
            isinstance(item, ast.FunctionDef) and item.name != "__init__" and lines_within(item, lines)
            for item in owner.body
        )
    )
    for node, message in made_in_forward(classes):
        yield Finding(message, module.at(node))
