import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, is_run, nodes_of, rule
from roadworthy_rules._trainings._undone_scalings import undone_wrongly


@rule(Severity.WARNING, since="0.3", handwritten=True)
def scaling_undone_wrongly(module: Module) -> Iterator[Finding]:
    """A standardisation is undone in the wrong order.

    `(rows - mean) / std` is undone by `rows * std + mean`. `(rows + mean) * std` multiplies the mean as well,
    so values come out in the wrong range, and every error that is computed from them is wrong. Write
    `rows * std + mean`, or use `inverse_transform` of the scaler.

    The rule looks for names such as `mean` and `std`, also as keys. It ignores constants as values, and names
    with words such as `inverse`.

    ```python bad
    def restore(rows, stats):
        return (rows + stats["mean"]) * stats["std"]
    ```
    ```python good
    def restore(rows, stats, mean, inverse_std):
        scaled = (rows + mean) * inverse_std
        return scaled, rows * stats["std"] + stats["mean"], (1 + mean) * stats["std"]
    ```
    """
    text = module.text
    if ("std" not in text and "sigma" not in text) or not is_run(module.path, module.role):
        return
    for node in undone_wrongly(nodes_of(module, ast.BinOp)):
        yield Finding(f"`{ast.unparse(node)[:60]}` multiplies the mean by the spread", module.at(node))
