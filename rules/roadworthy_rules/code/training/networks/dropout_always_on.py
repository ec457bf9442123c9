import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, is_run, nodes_of, rule

_NAMES = frozenset("dropout dropout1d dropout2d dropout3d".split())
#: How modules of torch's functions are called in the code.
_FUNCTIONS = frozenset("F functional nn.functional torch.nn.functional".split())


@rule(Severity.WARNING, since="0.2", handwritten=True)
def dropout_always_on(module: Module) -> Iterator[Finding]:
    """A network drops values out in evaluation, too.

    `torch.nn.functional.dropout` drops values unless you tell it not to: `model.eval()` does not reach it.
    Predictions then differ from call to call, and scores are too low. Pass `training=self.training`, or use a
    layer, `nn.Dropout`.

    The rule reports a module once, for calls without `training` in `forward` methods, and in functions of the
    module that a `forward` calls without a word of `training`. It ignores calls under an `if` that asks for
    `training`, and modules that speak of Monte Carlo, where dropout stays on by intent.

    ```python bad
    import torch.nn.functional as F
    from torch import nn

    class Net(nn.Module):
        def forward(self, rows):
            return F.dropout(rows, 0.5)
    ```
    ```python bad
    import torch.nn.functional as F
    from torch import nn

    def attend(scores, values, dropout=0.0):
        return F.dropout(F.softmax(scores, dim=-1), p=dropout) @ values

    class Attention(nn.Module):
        def __init__(self, dropout):
            super().__init__()
            self.p = dropout

        def forward(self, scores, values):
            return attend(scores, values, self.p)
    ```
    ```python good
    import torch.nn.functional as F
    from torch import nn

    def attend(scores, values, dropout=0.0):
        return F.dropout(F.softmax(scores, dim=-1), p=dropout) @ values

    class Attention(nn.Module):
        def forward(self, scores, values):
            rate = 0.1 if self.training else 0.0
            return attend(scores, values, rate)
    ```
    ```python good
    import torch.nn.functional as F
    from torch import nn

    class Net(nn.Module):
        def forward(self, rows):
            rows = F.dropout(rows, 0.5, self.training)
            rows = F.dropout(rows, p=0.5, training=self.training)
            if self.training:
                rows = F.dropout(rows, 0.5)
            return rows

    def blur(rows):
        return F.dropout(rows, 0.5)
    ```
    """
    if not is_run(module.path, module.role) or "dropout" not in module.text or "torch" not in module.text:
        return
    if "monte carlo" in module.text.lower() or "mc_dropout" in module.text.lower():
        return
    suspects = [node for node in nodes_of(module, ast.Call) if _is_on(node)]
    asked: set[int] = set()
    for node in nodes_of(module, ast.If, ast.IfExp) if suspects else ():
        if "training" in ast.unparse(node.test):
            asked.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    around = _in_forward(module) if suspects else ()
    methods = [range(node.lineno, (node.end_lineno or node.lineno) + 1) for node in around]
    found = [
        module.at(node)
        for node in suspects
        if node.lineno not in asked and any(node.lineno in lines for lines in methods)
    ]
    if found:
        first, *others = found
        more = f" ({len(found)} places)" if others else ""
        yield Finding(
            f"`dropout` without `training` is on in evaluation, too{more}", first, related=tuple(others)
        )


def _in_forward(module: Module) -> Iterator[ast.FunctionDef]:
    """Yield the `forward` methods, and the functions of the module that they call in either mode."""
    called: set[str] = set()
    asking: set[str] = set()
    for node in nodes_of(module, ast.FunctionDef):
        if node.name == "forward":
            yield node
            names = {dotted(item.func) for item in ast.walk(node) if isinstance(item, ast.Call)}
            (asking if "training" in ast.unparse(node) else called).update(names)
    for statement in module.tree.body:
        if isinstance(statement, ast.FunctionDef) and statement.name in called - asking:
            yield statement


def _is_on(node: ast.Call) -> bool:
    owner, _, name = dotted(node.func).rpartition(".")
    if name not in _NAMES or owner not in _FUNCTIONS or len(node.args) > 2:
        return False
    return not any(item.arg in ("training", None) for item in node.keywords)
