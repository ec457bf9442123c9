import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, nodes_of, rule

#: Functions that take a value as their argument, and not by an assignment.
_FUNCTIONS = {
    "matplotlib.pyplot": (
        "axis figure grid legend savefig show title xlabel xlim xscale xticks ylabel ylim yscale yticks"
    ),
    "numpy.random": "seed",
    "random": "seed",
    "tensorflow.random": "set_seed",
    "torch": (
        "manual_seed no_grad set_default_device set_default_dtype set_float32_matmul_precision"
        " set_grad_enabled set_num_threads use_deterministic_algorithms"
    ),
    "torch.autograd": "enable_grad no_grad set_detect_anomaly set_grad_enabled",
    "torch.cuda": "manual_seed manual_seed_all set_device",
    "wandb": "config init log",
}
_KNOWN = frozenset(f"{where}.{name}" for where, names in _FUNCTIONS.items() for name in names.split())
_LASTS = frozenset(name.rpartition(".")[2] for name in _KNOWN)
#: Values that no function is.
_VALUES = (ast.Constant, ast.Dict, ast.JoinedStr, ast.List, ast.Tuple, ast.UnaryOp)


@rule(Severity.WARNING, since="0.2", handwritten=True)
def function_overwritten(node: ast.Assign, module: Module) -> Iterator[Finding]:
    """An assignment replaces a function of a library instead of calling it.

    `np.random.seed = 7` sets no seed: it replaces the function by a number, and a later call of it fails.
    `plt.title = "Loss"` gives no title, and after `torch.use_deterministic_algorithms = True` the results
    still differ from run to run. Call the function: `np.random.seed(7)`. `wandb.config = {...}` does
    not record the settings of the run: use `wandb.config.update({...})`, or `wandb.init(config={...})`.

    The rule knows functions of random, numpy, torch, TensorFlow, pyplot and Weights & Biases.

    ```python bad
    import matplotlib.pyplot as plt
    import numpy as np
    import wandb

    def train(rows):
        np.random.seed = 7
        wandb.config = {"epochs": 10}
        plt.title = "Loss"
        return rows
    ```
    ```python bad
    import torch

    def fix_seed(seed):
        torch.manual_seed(seed)
        torch.backends.cudnn.deterministic = True
        torch.use_deterministic_algorithms = True
    ```
    ```python good
    import torch

    def fix_seed(seed):
        torch.manual_seed(seed)
        torch.backends.cudnn.deterministic = True
        torch.use_deterministic_algorithms(True)
    ```
    ```python good
    import matplotlib.pyplot as plt
    import numpy as np
    import wandb

    def train(rows, shape):
        np.random.seed(7)
        wandb.config.update({"epochs": 10})
        plt.title("Loss")
        plt.show = lambda: None
        shape.title = "Loss"
        return rows
    ```
    """
    if not isinstance(node.value, _VALUES) or module.role not in ("source", "example"):
        return
    for target in node.targets:
        if not isinstance(target, ast.Attribute) or target.attr not in _LASTS:
            continue
        written = dotted(target)
        first, _, rest = written.partition(".")
        if f"{_imported(first, module)}.{rest}" in _KNOWN:
            how = (
                "records no settings"
                if written == "wandb.config"
                else "replaces the function and calls nothing"
            )
            yield Finding(f"`{written} = ...` {how}", module.at(node))


def _imported(name: str, module: Module) -> str:
    """Return what a name is imported as; "" if it is not imported."""
    for item in nodes_of(module, ast.Import):
        for one in item.names:
            if one.asname == name:
                return str(one.name)
            if one.asname is None and one.name.partition(".")[0] == name:
                return name
    for source in nodes_of(module, ast.ImportFrom):
        for one in source.names:
            if (one.asname or one.name) == name and not source.level:
                return f"{source.module}.{one.name}"
    return ""
