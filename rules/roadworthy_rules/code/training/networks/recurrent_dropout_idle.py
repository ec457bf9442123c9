import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, is_run, nodes_of, rule

_RECURRENT = frozenset("GRU LSTM RNN".split())
_OWNERS = frozenset(("nn", "torch.nn"))
#: The position of `num_layers` in a call.
_LAYERS = 2


@rule(Severity.NOTE, since="0.3", handwritten=True)
def recurrent_dropout_idle(module: Module) -> Iterator[Finding]:
    """A recurrent layer of torch has a dropout that drops nothing.

    `dropout` of `nn.LSTM`, `nn.GRU` and `nn.RNN` works between the layers of a stack. With `num_layers=1`,
    the default, there is no place for it: torch warns, and the network is not regularised. Add
    `nn.Dropout` after the layer, or set `num_layers` to 2 or more.

    ```python bad
    from torch import nn

    layer = nn.LSTM(8, 64, dropout=0.3, batch_first=True)
    ```
    ```python good
    from torch import nn

    stack = nn.LSTM(8, 64, 2, dropout=0.3)
    layer = nn.GRU(8, 64, dropout=0)

    def build(layers):
        return nn.LSTM(8, 64, num_layers=layers, dropout=0.3)
    ```
    """
    text = module.text
    if "dropout" not in text or "torch" not in text or not is_run(module.path, module.role):
        return
    # The layers of Keras have the same names, and their dropout works with one layer.
    owners = _OWNERS | ({""} if "from torch.nn import" in text and "keras" not in text else set())
    for call in nodes_of(module, ast.Call):
        owner, _, name = dotted(call.func).rpartition(".")
        if name in _RECURRENT and owner in owners and _drops_nothing(call):
            yield Finding(f"`dropout` of `{name}` drops nothing, as it has one layer", module.at(call))


def _drops_nothing(call: ast.Call) -> bool:
    """Tell whether a recurrent layer has a dropout and no second layer."""
    given = {item.arg: item.value for item in call.keywords}
    dropout, layers = given.get("dropout"), given.get("num_layers")
    if dropout is None or None in given or len(call.args) > _LAYERS:
        return False
    if isinstance(dropout, ast.Constant) and not dropout.value:
        return False
    return layers is None or (isinstance(layers, ast.Constant) and layers.value == 1)
