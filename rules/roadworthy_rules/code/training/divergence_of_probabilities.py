import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, is_run, rule

_DIVERGENCES = frozenset(("KLDivLoss", "kl_div"))


@rule(
    Severity.NOTE,
    since="0.2",
    handwritten=True,
    where=lambda module: is_run(module.path, module.role) and "torch" in module.text,
)
def divergence_of_probabilities(node: ast.Call, module: Module) -> Iterator[Finding]:
    """A Kullback-Leibler divergence of torch is not the divergence.

    `kl_div` expects the logarithms of the probabilities as its first argument, and by default it divides by
    the number of all elements instead of the number of rows. Pass `log_softmax(...)` first, and
    `reduction="batchmean"`.

    ```python bad
    import torch.nn.functional as F

    def distill(student, teacher):
        return F.kl_div(F.softmax(student, dim=1), F.softmax(teacher, dim=1), reduction="batchmean")
    ```
    ```python bad
    import torch.nn as nn

    loss = nn.KLDivLoss()
    ```
    ```python good
    import torch.nn.functional as F

    def distill(student, teacher):
        rows, wanted = F.log_softmax(student, dim=1), F.softmax(teacher, dim=1)
        return F.kl_div(rows, wanted, reduction="batchmean")
    ```
    """
    owner, _, name = dotted(node.func).rpartition(".")
    if name not in _DIVERGENCES or owner.partition(".")[0] in ("tf", "keras", "self"):
        return
    given = {item.arg for item in node.keywords}
    first = node.args[0] if node.args else None
    if (
        name == "kl_div"
        and isinstance(first, ast.Call)
        and dotted(first.func).rpartition(".")[2] == "softmax"
    ):
        yield Finding(f"`{name}` gets probabilities instead of their logarithms", module.at(node))
    elif not given & {"reduce", "reduction", "size_average", None} and len(node.args) < 3:
        yield Finding(f"`{name}` averages over all elements, not over the rows", module.at(node))
