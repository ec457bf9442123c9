from collections.abc import Iterator

from roadworthy import Finding, Location, ModuleSummary, NotebookSummary, Severity, rule
from roadworthy_rules.code.training._unseeded import names_in

_TESTS = frozenset("eval evaluate evaluation infer inference predict test valid validate validation".split())
#: What switches the tracking off, in any version of torch, or does so by itself.
_OFF = frozenset("Trainer detach_ inference_mode no_grad set_grad_enabled volatile".split())
_FRAMEWORKS = frozenset("accelerate fastai ignite lightning pytorch_lightning skorch transformers".split())


@rule(Severity.NOTE, since="0.2", handwritten=True)
def evaluation_tracks_gradients(
    modules: tuple[ModuleSummary, ...], notebooks: tuple[NotebookSummary, ...]
) -> Iterator[Finding]:
    """A network of torch is evaluated while torch tracks gradients.

    Torch then keeps all values between the layers for a `backward` that never comes: the evaluation takes
    more memory and time, and large batches fail although the training fits. Put the loop in
    `with torch.no_grad():`, or `torch.inference_mode()`.

    The rule applies if a project trains with `backward`, has a function that evaluates or predicts with the
    network, by its name, and nothing in the project mentions `no_grad` or the like, or a library that uses
    it, such as Lightning.

    ```python net.py bad
    import torch

    def train(net, rows, target, loss, optimizer):
        optimizer.zero_grad()
        loss(net(rows), target).backward()
        optimizer.step()

    def evaluate(net, batches):
        net.eval()
        return [net(rows).argmax(1) for rows in batches]
    ```
    ```python net.py good
    import torch

    def train(net, rows, target, loss, optimizer):
        optimizer.zero_grad()
        loss(net(rows), target).backward()
        optimizer.step()

    def evaluate(net, batches):
        net.eval()
        with torch.no_grad():
            return [net(rows).argmax(1) for rows in batches]
    ```
    """
    sources = [module for module in modules if module.role == "source"]
    tops = {item.module.partition(".")[0] for module in sources for item in module.imports}
    if "torch" not in tops or tops & _FRAMEWORKS:
        return
    names = names_in(modules, notebooks)
    if names & _OFF or "backward" not in names:
        return
    for module in sources:
        if not any(item.module.partition(".")[0] == "torch" for item in module.imports):
            continue
        for item in module.definitions:
            # A function that calls `eval` has the network.
            if item.kind != "class" and _TESTS & set(item.name.lower().split("_")) and "eval" in item.names:
                at = Location(module.path, item.route, item.span)
                yield Finding(f"`{item.name}` uses the network, and nothing turns gradients off", at)
                return
