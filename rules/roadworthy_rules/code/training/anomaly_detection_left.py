import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, is_run, nodes_of, rule


@rule(Severity.NOTE, since="0.2", handwritten=True)
def anomaly_detection_left(module: Module) -> Iterator[Finding]:
    """The detection of anomalies of torch is left on.

    `torch.autograd.set_detect_anomaly(True)` is for finding the operation that makes a gradient NaN. It
    checks every gradient and keeps a traceback for each operation, so training takes several times as long.
    Remove the call, or make it depend on an option.

    The rule reports a module once. It ignores calls in an `if` other than the main block, and tests.

    ```python bad
    import torch

    torch.autograd.set_detect_anomaly(True)
    ```
    ```python bad
    import torch

    def train(net, rows):
        with torch.autograd.detect_anomaly():
            net(rows).sum().backward()
    ```
    ```python good
    import torch

    def train(net, rows, debug):
        if debug:
            torch.autograd.set_detect_anomaly(True)
        torch.autograd.set_detect_anomaly(debug)
        torch.autograd.set_detect_anomaly(False)
        net(rows).sum().backward()
    ```
    """
    if not is_run(module.path, module.role) or "detect_anomaly" not in module.text:
        return
    conditional = {
        id(node)
        for branch in nodes_of(module, ast.If, ast.IfExp)
        if "__main__" not in ast.unparse(branch.test)
        for node in ast.walk(branch)
    }
    for node in nodes_of(module, ast.Call):
        last = dotted(node.func).rpartition(".")[2]
        if last not in ("detect_anomaly", "set_detect_anomaly") or id(node) in conditional:
            continue
        given = [*node.args, *(item.value for item in node.keywords if item.arg == "mode")]
        if last == "detect_anomaly" or (given and isinstance(given[0], ast.Constant) and given[0].value):
            yield Finding(f"`{last}` is left on", module.at(node))
            return
