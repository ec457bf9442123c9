import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, is_run, last_name, lines_within, nodes_of, rule
from roadworthy_rules.code.training._loops import inside, scopes
from roadworthy_rules.code.training.networks._linear_layers import linear_pairs


@rule(Severity.NOTE, since="0.3", handwritten=True)
def layers_without_activation(module: Module) -> Iterator[Finding]:
    """Two linear layers follow one another without an activation.

    Together they compute what one linear layer computes: the first adds weights and time, and no power.
    `Dense` of Keras and `Linear` of torch have no activation unless you give one. Pass
    `activation="relu"`, put `nn.ReLU()` between them, or remove the first layer.

    The rule reads the layers of a `Sequential` and calls of `add`, and layers of torch that `forward` calls
    one after the other. Dropout between them changes nothing. It ignores layers whose bias is set, which may
    split a large matrix on purpose.

    ```python bad
    from tensorflow.keras.layers import LSTM, Dense
    from tensorflow.keras.models import Sequential

    model = Sequential()
    model.add(LSTM(50))
    model.add(Dense(25))
    model.add(Dense(1))
    ```
    ```python bad
    from torch import nn

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.first = nn.Linear(8, 64)
            self.drop = nn.Dropout(0.2)
            self.last = nn.Linear(64, 2)

        def forward(self, rows):
            rows = self.drop(self.first(rows))
            return self.last(rows)

    head = nn.Sequential(nn.Linear(8, 64), nn.Linear(64, 2))
    ```
    ```python good
    import torch
    from tensorflow.keras.layers import Dense
    from torch import nn

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.first = nn.Linear(8, 64)
            self.mean = nn.Linear(64, 2)
            self.last = nn.Linear(64, 2)

        def forward(self, rows):
            rows = torch.relu(self.first(rows))
            mean = self.mean(rows)
            return mean, self.last(rows)

    head = nn.Sequential(nn.Linear(8, 64), nn.ReLU(), nn.Linear(64, 2))
    low = nn.Sequential(nn.Linear(512, 4, bias=False), nn.Linear(4, 512))
    layers = [Dense(64, "relu"), Dense(8)]
    ```
    """
    text = module.text
    if not is_run(module.path, module.role) or ("Linear(" not in text and "Dense(" not in text):
        return
    if "torch" not in text and "keras" not in text:
        return
    # Layers are in a row in a call of one of these, and else in a class.
    rows = [call for call in nodes_of(module, ast.Call) if last_name(call.func) in ("Sequential", "add")]
    lines = sorted(node.lineno for node in (*rows, *nodes_of(module, ast.ClassDef)))
    for scope in scopes(module):
        if not isinstance(scope, ast.Module) and not lines_within(scope, lines):
            continue
        for node, message in linear_pairs(inside(scope)):
            yield Finding(message, module.at(node))
