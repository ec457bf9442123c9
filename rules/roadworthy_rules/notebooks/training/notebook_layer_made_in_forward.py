import ast
from collections.abc import Iterator

from roadworthy import Finding, Notebook, Severity, rule
from roadworthy_rules._forward_layers import made_in_forward
from roadworthy_rules.notebooks.training._cells import training_cells


@rule(Severity.WARNING, since="0.2")
def notebook_layer_made_in_forward(notebook: Notebook) -> Iterator[Finding]:
    """A network in a notebook makes a layer each time it is called.

    The layer gets new random weights with each batch, and the optimizer never has them. Make the layer in
    `__init__`, and call it in `forward`.

    The rule reads cells as `layer-made-in-forward` reads modules.

    ```notebook bad
    [[cells]]
    source = '''
    import torch.nn as nn

    class Net(nn.Module):
        def forward(self, rows):
            return nn.Linear(rows.shape[1], 10)(rows)
    '''
    ```
    ```notebook good
    [[cells]]
    source = '''
    import torch.nn as nn

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.last = nn.Linear(8, 10)

        def forward(self, rows):
            return nn.ReLU()(self.last(rows))
    '''
    ```
    """
    if (
        cells := training_cells(notebook, lambda text: "def forward(" in text or "def call(" in text)
    ) is None:
        return
    classes = [node for node in cells.nodes if isinstance(node, ast.ClassDef)]
    for node, message in made_in_forward(classes):
        yield Finding(message, cells.at(node))
