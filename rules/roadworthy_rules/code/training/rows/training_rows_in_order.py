import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, is_run, nodes_of, path_words, rule

_TRAINED = frozenset(("train", "training", "trn"))
_HELD = frozenset("dev eval test val valid validation".split())
#: What gives an order of its own.
_ORDERS = frozenset("batch_sampler sampler shuffle".split())


@rule(Severity.NOTE, since="0.2", handwritten=True)
def training_rows_in_order(module: Module) -> Iterator[Finding]:
    """The rows for tests are shuffled, and those of the training are not.

    Batches of rows in the order of the files are alike: all of one class, one place or one day. The network
    forgets the others, and batch normalization never sees a mixture. The order of test rows does not matter.
    Pass `shuffle=True` to the loader of the training rows, and `shuffle=False` to the other.

    The rule compares loaders of torch in one module, by the names that they are bound to.

    ```python data.py bad
    from torch.utils.data import DataLoader

    def load(rows, held):
        train_loader = DataLoader(rows, batch_size=32)
        test_loader = DataLoader(held, batch_size=32, shuffle=True)
        return train_loader, test_loader
    ```
    ```python data.py good
    from torch.utils.data import DataLoader

    def load(rows, held):
        train_loader = DataLoader(rows, batch_size=32, shuffle=True)
        test_loader = DataLoader(held, batch_size=32)
        return train_loader, test_loader
    ```
    """
    if not is_run(module.path, module.role) or "DataLoader" not in module.text:
        return
    plain: list[tuple[str, ast.Call]] = []
    shuffled: list[str] = []
    for node in nodes_of(module, ast.Assign):
        match node:
            case ast.Assign(targets=[target], value=ast.Call(func=function) as call):
                name = dotted(target)
                if dotted(function).rpartition(".")[2] != "DataLoader" or not name:
                    continue
                said = path_words(name.rpartition(".")[2])
                orders = {item.arg: ast.unparse(item.value) for item in call.keywords if item.arg in _ORDERS}
                free = len(call.args) < 3 and all(item.arg is not None for item in call.keywords)
                if said & _TRAINED and not said & _HELD and free and orders in ({}, {"shuffle": "False"}):
                    plain.append((name, call))
                elif said & _TRAINED:
                    return
                elif said & _HELD and orders.get("shuffle") == "True":
                    shuffled.append(name)
    for name, call in plain if shuffled else ():
        yield Finding(f"`{name}` keeps the order of the rows, and `{shuffled[0]}` shuffles", module.at(call))
