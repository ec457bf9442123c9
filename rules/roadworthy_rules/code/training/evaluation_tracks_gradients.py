import ast
from collections.abc import Iterator
from dataclasses import dataclass

from roadworthy import (
    Finding,
    Location,
    Module,
    ModuleSummary,
    NotebookSummary,
    Severity,
    counted,
    dotted,
    fact,
    is_run,
    nodes_of,
    rule,
)
from roadworthy_rules._trainings._all_names import names_in
from roadworthy_rules.code.training._loops import (
    OFF,
    called,
    inside,
    is_untracked,
    last,
    loops,
    mentions,
    scopes,
)

_TESTS = frozenset("eval evaluate evaluation infer inference predict test valid validate validation".split())
#: What switches the tracking off, in any version of torch, or does so by itself.
_OFF = frozenset("Trainer detach_ inference_mode no_grad set_grad_enabled volatile".split())
#: What needs the gradients of an evaluation.
_USES = frozenset(
    "GradCAM autograd backward cam create_graph grad grad_cam requires_grad requires_grad_ zero_grad".split()
)
_FRAMEWORKS = frozenset("accelerate fastai ignite lightning pytorch_lightning skorch transformers".split())


@dataclass(frozen=True, slots=True)
class TrackedEvaluation:
    """A loop that calls a network in evaluation mode while gradients are tracked, and its function."""

    function: str
    network: str
    at: Location


@dataclass(frozen=True, slots=True)
class UntrackedCall:
    """The name of a function that is called where no gradients are tracked; "" where they are off for all."""

    name: str


@rule(Severity.NOTE, since="0.2", handwritten=True)
def evaluation_tracks_gradients(
    modules: tuple[ModuleSummary, ...],
    notebooks: tuple[NotebookSummary, ...],
    evaluations: tuple[TrackedEvaluation, ...],
    untracked: tuple[UntrackedCall, ...],
) -> Iterator[Finding]:
    """A network of torch is evaluated while torch tracks gradients.

    Torch then keeps all values between the layers for a `backward` that never comes: the evaluation takes
    more memory and time, and large batches fail although the training fits. Put the loop in
    `with torch.no_grad():`, or `torch.inference_mode()`.

    The rule applies if a project trains with `backward`, and after `model.eval()` a loop calls `model` in a
    function that mentions neither `no_grad` nor the like, and that nothing calls where gradients are off. It
    also applies to a function that evaluates or predicts with the network, by its name, if nothing in the
    project mentions `no_grad`. It ignores projects with a library that uses it, such as Lightning.

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
    ```python main.py bad
    import torch

    def train(net, batches, held, loss, optimizer):
        for rows, target in batches:
            optimizer.zero_grad()
            loss(net(rows), target).backward()
            optimizer.step()
        net.eval()
        for rows, target in held:
            print(loss(net(rows), target).item())
    ```
    ```python predict.py bad
    import torch

    def predict(net, rows):
        with torch.no_grad():
            return net(rows)
    ```
    ```python main.py good
    import torch

    def evaluate(net, batches):
        net.eval()
        for rows in batches:
            print(net(rows).argmax(1))

    def attack(net, batches, loss):
        net.eval()
        for rows in batches:
            rows.requires_grad = True
            loss(net(rows)).backward()

    def main(net, batches):
        with torch.no_grad():
            evaluate(net, batches)
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
    sources = [module for module in modules if is_run(module.path, module.role)]
    tops = {item.module.partition(".")[0] for module in sources for item in module.imports}
    if "torch" not in tops or tops & _FRAMEWORKS:
        return
    names = names_in(modules, notebooks)
    if "backward" not in names:
        return
    covered = {call.name for call in untracked}
    if "" not in covered and (found := [item for item in evaluations if item.function not in covered]):
        first, *others = found
        more = f" ({counted(len(others) + 1, 'place')})" if others else ""
        message = f"the loop calls `{first.network}` after `eval()`, and tracks gradients{more}"
        yield Finding(message, first.at, related=tuple(item.at for item in others))
        return
    if names & _OFF:
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


@fact
def tracked_evaluations(module: Module) -> tuple[TrackedEvaluation, ...]:
    """Look for loops that call a network after its `eval()`, in functions that do not turn gradients off."""
    if not is_run(module.path, module.role) or ".eval()" not in module.text or "torch" not in module.text:
        return ()
    found = []
    for scope in scopes(module):
        evaluated = {
            name.removesuffix(".eval"): call.lineno
            for name, call in called(scope)
            if name.endswith(".eval") and not call.args
        }
        if not evaluated or (mentions(scope, OFF) and not isinstance(scope, ast.Module)):
            continue
        off = {id(part) for node in inside(scope) if is_untracked(node) for part in ast.walk(node)}
        for loop in loops(scope):
            network = next((name for name, line in evaluated.items() if _evaluates(loop, name, line)), "")
            if network and id(loop) not in off and not mentions(loop, _USES | OFF):
                name = "" if isinstance(scope, ast.Module) else scope.name
                found.append(TrackedEvaluation(name or "<module>", network, module.at(loop)))
                break
    return tuple(found)


def _evaluates(loop: ast.For | ast.While, network: str, line: int) -> bool:
    """Tell whether a loop calls a network after a line, and goes over more than numbers of epochs."""
    return any(call.lineno > line and name in (network, f"{network}.forward") for name, call in called(loop))


@fact
def untracked_calls(module: Module) -> tuple[UntrackedCall, ...]:
    """Look for what is called in blocks without gradients, and what turns them off for good."""
    if "grad" not in module.text and "inference_mode" not in module.text:
        return ()
    names = set()
    for node in nodes_of(module, ast.With, ast.AsyncWith):
        if is_untracked(node):
            names |= {last(name) for name, _ in called(node)}
    for statement in (item for scope in scopes(module) for item in scope.body):
        match statement:
            case ast.Expr(value=ast.Call(func=function)) if last(dotted(function)) == "set_grad_enabled":
                names.add("")
    return tuple(map(UntrackedCall, sorted(names)))
