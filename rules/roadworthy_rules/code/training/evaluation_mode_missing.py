from collections.abc import Iterator

from roadworthy import Finding, Location, ModuleSummary, NotebookSummary, Severity, is_run, rule
from roadworthy_rules.code.training._unseeded import names_in

#: Layers that do something else in training than in use.
_LAYERS = ("BatchNorm", "Dropout")
_TESTS = frozenset("eval evaluate evaluation infer inference predict test valid validate validation".split())


@rule(Severity.NOTE, since="0.2", handwritten=True)
def evaluation_mode_missing(
    modules: tuple[ModuleSummary, ...], notebooks: tuple[NotebookSummary, ...]
) -> Iterator[Finding]:
    """A network of torch with dropout or batch normalization is used in training mode.

    Dropout then removes values at random, and batch normalization depends on the other rows of the batch and
    goes on learning from them: predictions and scores differ from run to run. Call `model.eval()` before you
    evaluate or predict, and `model.train()` before you go on training.

    The rule applies if a function that evaluates or predicts is named so, the project has such a layer, and
    nothing in the project mentions `eval` or a library that switches the mode, such as Lightning.

    ```python net.py bad
    import torch
    from torch import nn

    net = nn.Sequential(nn.Linear(4, 4), nn.Dropout(0.5), nn.Linear(4, 1))

    def evaluate(rows):
        with torch.no_grad():
            return net(rows)
    ```
    ```python net.py good
    import torch
    from torch import nn

    net = nn.Sequential(nn.Linear(4, 4), nn.Dropout(0.5), nn.Linear(4, 1))

    def evaluate(rows):
        net.eval()
        with torch.no_grad():
            return net(rows)
    ```
    """
    sources = [module for module in modules if is_run(module.path, module.role)]
    tops = {item.module.partition(".")[0] for module in sources for item in module.imports}
    names = names_in(modules, notebooks)
    if "torch" not in tops or tops & {"fastai", "ignite", "lightning", "pytorch_lightning", "skorch"}:
        return
    # `train(False)` switches the mode as well; so may what hides behind a base class.
    if names & {"eval", "Trainer"} or not any(layer in name for name in names for layer in _LAYERS):
        return
    for module in sources:
        if not any(item.module.partition(".")[0] == "torch" for item in module.imports):
            continue
        for item in module.definitions:
            if item.kind != "class" and _TESTS & set(item.name.lower().split("_")):
                at = Location(module.path, item.route, item.span)
                yield Finding(f"`{item.name}` uses the network, and nothing calls `eval()` on it", at)
                return
