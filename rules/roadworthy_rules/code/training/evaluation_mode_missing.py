import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from roadworthy import (
    Finding,
    Location,
    Module,
    ModuleSummary,
    NotebookSummary,
    Severity,
    dotted,
    fact,
    is_run,
    nodes_of,
    rule,
)
from roadworthy_rules._trainings._all_names import names_in
from roadworthy_rules.code._programs import may_import
from roadworthy_rules.code.training._loops import OFF

#: Layers that do something else in training than in use.
_LAYERS = ("BatchNorm", "Dropout")
#: Parameters that say which rows a function gets, and values for rows that are held back.
_PARTS = frozenset("mode partition phase split stage subset".split())
_HELD = frozenset("dev eval test val valid validation".split())
_TESTS = frozenset("eval evaluate evaluation infer inference predict test valid validate validation".split())
#: What switches the mode, itself or in a library.
_SWITCHES = frozenset(("Trainer", "eval"))


@dataclass(frozen=True, slots=True)
class ForcedMode:
    """A call for rows that are held back, of a function that always switches to training mode."""

    function: str
    part: str
    at: Location


@rule(Severity.NOTE, since="0.2", handwritten=True)
def evaluation_mode_missing(
    modules: tuple[ModuleSummary, ...], notebooks: tuple[NotebookSummary, ...], forced: tuple[ForcedMode, ...]
) -> Iterator[Finding]:
    """A network of torch with dropout or batch normalization is used in training mode.

    Dropout then removes values at random, and batch normalization depends on the other rows of the batch and
    goes on learning from them: predictions and scores differ from run to run. Call `model.eval()` before you
    evaluate or predict, and `model.train()` before you go on training.

    The rule applies if a function that evaluates or predicts is named so, the project has such a layer, and
    nothing in the project mentions `eval` or a library that switches the mode, such as Lightning. Where other
    scripts mention `eval`, it applies to an evaluation that a training loop calls, if neither that module nor
    the modules it imports mention `eval`. It also reports calls with `"val"` or `"test"` of a function that
    starts with `model.train()` in any case.

    ```python net.py bad
    import torch
    from torch import nn

    net = nn.Sequential(nn.Linear(4, 4), nn.Dropout(0.5), nn.Linear(4, 1))

    def evaluate(rows):
        with torch.no_grad():
            return net(rows)
    ```
    ```python steps.py bad
    import torch
    from torch import nn

    net = nn.Sequential(nn.Linear(4, 4), nn.Dropout(0.5), nn.Linear(4, 1))

    def step(model, rows, split):
        model.train()
        loss = model(rows[split]).mean()
        if split == "train":
            loss.backward()
        return loss.item()

    def run(rows):
        step(net, rows, "train")
        net.eval()
        return step(net, rows, "val")
    ```
    ```python net.py bad
    from torch import nn

    def build():
        return nn.Sequential(nn.Linear(4, 4), nn.Dropout(0.5), nn.Linear(4, 1))
    ```
    ```python train.py bad
    import torch

    import net

    def validate(model, batches):
        with torch.no_grad():
            return [model(rows).mean() for rows in batches]

    def train(optimizer, batches, others):
        model = net.build()
        for rows in batches:
            optimizer.zero_grad()
            model(rows).mean().backward()
            optimizer.step()
        print(validate(model, others))
    ```
    ```python predict.py bad
    import torch

    import net

    def main(path, rows):
        model = net.build()
        model.load_state_dict(torch.load(path, map_location="cpu"))
        model.eval()
        return model(rows)
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
    if not any(layer in name for name in names for layer in _LAYERS):
        return
    for call in forced:
        message = f"`{call.function}` switches to training mode, also for `{call.part}`"
        yield Finding(message, call.at)
    # `train(False)` switches the mode as well; so may what hides behind a base class.
    if names & _SWITCHES:
        yield from _while_training(sources)
        return
    for module in sources:
        if not any(item.module.partition(".")[0] == "torch" for item in module.imports):
            continue
        for item in module.definitions:
            if item.kind != "class" and _TESTS & set(item.name.lower().split("_")):
                at = Location(module.path, item.route, item.span)
                yield Finding(f"`{item.name}` uses the network, and nothing calls `eval()` on it", at)
                return


def _while_training(sources: Sequence[ModuleSummary]) -> Iterator[Finding]:
    """Yield the first function that evaluates a network between its updates, with no `eval` near it."""
    for module in sources:
        if not any(item.module.partition(".")[0] == "torch" for item in module.imports):
            continue
        near = [one for one in sources if one is module or may_import(module, one.path)]
        names = names_in(near, ())
        if names & _SWITCHES or not any(layer in name for name in names for layer in _LAYERS):
            continue
        training = [item for item in module.definitions if "backward" in item.names]
        called = {use.removeprefix("self.") for item in training for use in item.uses}
        for item in module.definitions:
            if item.kind == "class" or item.name not in called or item.names & {"backward", "train"}:
                continue
            if _TESTS & set(item.name.lower().split("_")) and item.names & OFF:
                at = Location(module.path, item.route, item.span)
                yield Finding(f"`{item.name}` is called while the network trains, without `eval()`", at)
                return


@fact
def forced_modes(module: Module) -> tuple[ForcedMode, ...]:
    """Look for functions that switch to training mode first, and are called for rows that are held back."""
    if ".train()" not in module.text or "torch" not in module.text:
        return ()
    forcing: dict[str, int] = {}
    for item in nodes_of(module, ast.FunctionDef):
        names = [one.arg for one in item.args.args]
        part = next((name for name in names if name in _PARTS), "")
        if not part:
            continue
        calls = [
            one.value for one in item.body if isinstance(one, ast.Expr) and isinstance(one.value, ast.Call)
        ]
        switched = any(isinstance(one.func, ast.Attribute) and one.func.attr == "train" for one in calls)
        evaluates = any(isinstance(one, ast.Attribute) and one.attr == "eval" for one in ast.walk(item))
        if switched and not evaluates:
            forcing[item.name] = names.index(part)
    for node in nodes_of(module, ast.Call) if forcing else ():
        name = dotted(node.func)
        if name not in forcing:
            continue
        at = forcing[name]
        given = [item.value for item in node.keywords if item.arg in _PARTS]
        for value in (*given, *node.args[at : at + 1]):
            if isinstance(value, ast.Constant) and value.value in _HELD:
                return (ForcedMode(name, str(value.value), module.at(node)),)
    return ()
