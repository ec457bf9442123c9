import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, is_run, last_name, nodes_of, path_words, rule

#: Words of scores that are better the larger they are, and of values that are better the smaller they are.
_GROWS = frozenset("acc accuracy auc auroc bleu f1 miou psnr ssim".split())
_FALLS = frozenset("err error loss losses mae mse rmse".split())


@rule(Severity.WARNING, since="0.3", handwritten=True)
def plateau_direction_wrong(module: Module) -> Iterator[Finding]:
    """A schedule waits for the score to move in the wrong direction.

    `ReduceLROnPlateau` takes a smaller value for a better one, unless you tell it otherwise. With an accuracy
    it lowers the learning rate while the network improves, and training stops early at a bad one. Pass
    `mode="max"` for scores, and leave it out for losses.

    The rule uses the name of the value that the schedule gets. It ignores values whose sign the code
    changes.

    ```python bad
    from torch.optim.lr_scheduler import ReduceLROnPlateau

    def train(net, optimizer, epochs, validate):
        scheduler = ReduceLROnPlateau(optimizer, patience=3)
        for epoch in range(epochs):
            accuracy = validate(net)
            scheduler.step(accuracy)
    ```
    ```python good
    from torch.optim.lr_scheduler import ReduceLROnPlateau

    def train(net, optimizer, epochs, validate):
        scheduler = ReduceLROnPlateau(optimizer, mode="max", patience=3)
        for epoch in range(epochs):
            accuracy = validate(net)
            scheduler.step(accuracy)

    def shrink(net, optimizer, epochs, validate):
        falling = ReduceLROnPlateau(optimizer, patience=3)
        for epoch in range(epochs):
            score = validate(net)
            falling.step(1 - score)
    ```
    """
    if "ReduceLROnPlateau(" not in module.text or not is_run(module.path, module.role):
        return
    modes: dict[str, set[str]] = {}
    turned: set[str] = set()
    for node in nodes_of(module, ast.Assign):
        match node:
            case ast.Assign(targets=[target], value=ast.Call() as call):
                mode = _mode(call) if last_name(call.func) == "ReduceLROnPlateau" else ""
                modes.setdefault(dotted(target), set()).add(mode)
            case ast.Assign(targets=[target], value=ast.UnaryOp() | ast.BinOp(op=ast.Sub())):
                turned.add(dotted(target))
            case ast.Assign(targets=[target]):
                modes.setdefault(dotted(target), set()).add("")
    for node in nodes_of(module, ast.Call):
        match node:
            case ast.Call(func=ast.Attribute(attr="step", value=owner), args=[value, *_]):
                name = dotted(value)
                words = path_words(name)
                if name in turned or not name:
                    continue
                grows, falls = bool(words & _GROWS), bool(words & _FALLS)
                wanted = modes.get(dotted(owner))
                if (wanted == {"min"} and grows and not falls) or (wanted == {"max"} and falls and not grows):
                    better = "larger" if grows else "smaller"
                    yield Finding(
                        f"the schedule has not been told that a {better} `{name}` is better", module.at(node)
                    )


def _mode(call: ast.Call) -> str:
    """Return the direction in which a schedule expects its value to move, "" if that is unknown."""
    given = call.args[1] if len(call.args) > 1 else None
    for item in call.keywords:
        if item.arg is None:
            return ""
        if item.arg == "mode":
            given = item.value
    if given is None:
        return "min"
    return str(given.value) if isinstance(given, ast.Constant) else ""
