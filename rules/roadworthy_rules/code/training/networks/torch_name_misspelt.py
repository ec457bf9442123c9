import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, nodes_of, rule

#: Names of torch by where they are. What differs from one in its case alone is not there.
_KNOWN = {
    "torch.nn": (
        "AdaptiveAvgPool2d AvgPool2d BCELoss BCEWithLogitsLoss BatchNorm1d BatchNorm2d BatchNorm3d Conv1d"
        " Conv2d Conv3d ConvTranspose2d CrossEntropyLoss Dropout Dropout2d ELU Embedding Flatten GELU GRU"
        " InstanceNorm2d KLDivLoss L1Loss LSTM LayerNorm LeakyReLU Linear LogSoftmax MSELoss MaxPool1d"
        " MaxPool2d Module ModuleDict ModuleList NLLLoss PReLU Parameter ReLU SELU Sequential SiLU Sigmoid"
        " SmoothL1Loss Softmax Softplus Tanh Transformer Upsample"
    ),
    "torch.optim": "Adadelta Adagrad Adam AdamW Adamax LBFGS RMSprop SGD",
    "torch.utils.data": (
        "BatchSampler ConcatDataset DataLoader Dataset IterableDataset RandomSampler Sampler"
        " SequentialSampler Subset SubsetRandomSampler TensorDataset WeightedRandomSampler"
    ),
}
#: Names that torch has beside those that differ in their case: modules, and functions.
_OTHERS = frozenset(
    "adagrad adam adamw adamax dataloader dataset flatten lbfgs linear module parameter rmsprop sampler sgd"
    " transformer sigmoid softmax tanh".split()
)
_LOWER = {where: {name.lower(): name for name in names.split()} for where, names in _KNOWN.items()}


@rule(Severity.WARNING, since="0.2", handwritten=True)
def torch_name_misspelt(module: Module) -> Iterator[Finding]:
    """The code uses a class of torch whose name has another case.

    `torch.utils.data.Dataloader` and `nn.Relu` do not exist: the line fails with `AttributeError` as soon as
    it runs, or the import does. Write the name as torch does.

    The rule knows the common layers, losses, optimizers, and the classes that load data.

    ```python bad
    import torch
    from torch import nn

    def load(rows):
        layers = nn.Sequential(nn.Linear(4, 1), nn.Relu())
        return layers, torch.utils.data.Dataloader(rows)
    ```
    ```python good
    import torch
    from torch import nn

    def load(rows):
        layers = nn.Sequential(nn.Linear(4, 1), nn.ReLU())
        return layers, torch.utils.data.DataLoader(rows), torch.utils.data.dataloader
    ```
    ```python good
    from paddle import nn

    layer = nn.BatchNorm2D(4)
    ```
    """
    if module.role not in ("source", "example", "test") or "torch" not in module.text:
        return
    known = {"torch": "torch"}
    for item in nodes_of(module, ast.Import):
        known.update((one.asname, one.name) for one in item.names if one.asname and one.name in _KNOWN)
    for source in nodes_of(module, ast.ImportFrom):
        if source.level or not source.module:
            continue
        for one in source.names:
            whole = f"{source.module}.{one.name}"
            if source.module in _KNOWN and (right := _right(source.module, one.name)):
                yield Finding(f"`{whole}` does not exist; `{right}` does", module.at(source))
            # Something else may have one of these short names.
            known[one.asname or one.name] = whole
    seen: set[str] = set()
    for node in nodes_of(module, ast.Call):
        written = dotted(node.func)
        first, _, rest = written.partition(".")
        owner, _, name = f"{known.get(first, '')}.{rest}".rpartition(".")
        if written not in seen and owner in _KNOWN and (right := _right(owner, name)):
            seen.add(written)
            yield Finding(f"`{written}` does not exist; `{right}` does", module.at(node))


def _right(where: str, name: str) -> str:
    """Return how torch writes a name, "" if it is right or unknown."""
    right = _LOWER[where].get(name.lower(), "")
    return "" if right == name or name in _OTHERS else right
