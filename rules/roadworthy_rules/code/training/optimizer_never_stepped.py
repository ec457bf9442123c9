import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from roadworthy import (
    Finding,
    Location,
    Module,
    ModuleSummary,
    Severity,
    dotted,
    fact,
    is_run,
    nodes_of,
    rule,
)
from roadworthy_rules.code.training._loops import inside, last, scopes

_OPTIMIZERS = frozenset("ASGD Adadelta Adagrad Adam AdamW Adamax NAdam RAdam RMSprop SGD".split())
_SCHEDULERS = frozenset(
    "ChainedScheduler CosineAnnealingLR CosineAnnealingWarmRestarts CyclicLR ExponentialLR LambdaLR LinearLR"
    " MultiStepLR MultiplicativeLR OneCycleLR PolynomialLR ReduceLROnPlateau SequentialLR StepLR".split()
)
#: What is read or done of an optimizer or scheduler and moves nothing.
_IDLE = frozenset(
    "get_last_lr get_lr load_state_dict param_groups state_dict verbose zero_grad zero_grads".split()
)
#: What reads names that the text does not show.
_UNSEEN = frozenset("exec getattr globals locals vars".split())


@dataclass(frozen=True, slots=True)
class IdleStepper:
    """An optimizer or scheduler that a function makes and never steps or hands on.

    `shared` is the name by which others may step it, and `owner` the class whose methods do not.
    """

    name: str
    shared: str
    owner: str
    is_scheduler: bool
    at: Location


@rule(Severity.NOTE, since="0.2", handwritten=True)
def optimizer_never_stepped(
    steppers: tuple[IdleStepper, ...], modules: tuple[ModuleSummary, ...]
) -> Iterator[Finding]:
    """A training makes an optimizer or a scheduler of torch that never makes a step.

    Without `optimizer.step()` the network stays as it was made. Without `scheduler.step()` the learning rate
    never changes, although the code says so. Call `step()` in the loop, or delete what is not used.

    The rule looks at modules that call `backward`, and ignores optimizers and schedulers that are returned,
    stored elsewhere or given to a function.

    ```python train.py bad
    import torch

    def train(net, batches, loss):
        optimizer = torch.optim.Adam(net.parameters())
        scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=5)
        for rows, target in batches:
            optimizer.zero_grad()
            loss(net(rows), target).backward()
            optimizer.step()
    ```
    ```python train.py bad
    import torch

    class Trainer:
        def __init__(self, net):
            self.net = net
            self.first = torch.optim.Adam(net.parameters())
            self.second = torch.optim.SGD(net.parameters(), lr=0.1)

        def train(self, batches, loss):
            for rows, target in batches:
                self.first.zero_grad()
                self.second.zero_grad()
                loss(self.net(rows), target).backward()
                self.first.step()
    ```
    ```python train.py good
    import torch

    def train(net, batches, loss):
        optimizer = torch.optim.Adam(net.parameters())
        scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=5)
        for rows, target in batches:
            optimizer.zero_grad()
            loss(net(rows), target).backward()
            optimizer.step()
        scheduler.step()

    def made(net):
        optimizer = torch.optim.Adam(net.parameters())
        return {"optimizer": optimizer}
    ```
    """
    for stepper in steppers:
        if stepper.shared and any(_mentions(module, stepper) for module in modules):
            continue
        if stepper.is_scheduler:
            yield Finding(f"`{stepper.name}` never steps, so the learning rate stays as it is", stepper.at)
        else:
            yield Finding(f"`{stepper.name}` never steps, so it trains nothing", stepper.at)


def _mentions(module: ModuleSummary, stepper: IdleStepper) -> bool:
    """Tell whether a module mentions the name of a stepper outside of the class that makes it."""
    here = module.path == stepper.at.file
    if stepper.shared in module.names and not (here and not stepper.owner):
        return True
    return any(
        stepper.shared in item.names
        for item in module.definitions
        if not (here and stepper.owner and stepper.owner in (item.owner, item.name))
    )


@fact
def idle_steppers(module: Module) -> tuple[IdleStepper, ...]:
    """Look for optimizers and schedulers of torch that are made and never step, in modules that train."""
    text = module.text
    if ".backward(" not in text or "torch" not in text or not is_run(module.path, module.role):
        return ()
    if "optim" not in text:
        return ()
    made: list[tuple[ast.AST, str, ast.Assign, bool]] = []
    for scope in scopes(module):
        for node in inside(scope):
            match node:
                case ast.Assign(targets=[target], value=ast.Call(func=function)):
                    name, kind = dotted(target), last(dotted(function))
                    if (
                        name
                        and name.removeprefix("self.").isidentifier()
                        and kind in _OPTIMIZERS | _SCHEDULERS
                    ):
                        made.append((scope, name, node, kind in _SCHEDULERS))
    found = []
    classes = nodes_of(module, ast.ClassDef)
    for around, name, node, is_scheduler in made:
        attribute = name.removeprefix("self.") if name.startswith("self.") else ""
        owner = next((one for one in classes if around in one.body), None)
        if attribute and owner is None:
            continue
        is_top = isinstance(around, ast.Module)
        shared = attribute or (name if is_top else "")
        parts = inside(around) if is_top else ast.walk(owner if attribute and owner else around)
        if not _is_used(parts, attribute or name, bool(attribute)):
            holder = owner.name if attribute and owner else ""
            found.append(IdleStepper(name, shared, holder, is_scheduler, module.at(node)))
    return tuple(found)


def _is_used(parts: Iterable[ast.AST], name: str, is_attribute: bool) -> bool:
    """Tell whether a name or an attribute is used for more than what moves nothing."""
    idle: set[int] = set()
    for node in parts:
        if isinstance(node, ast.Attribute) and node.attr in _IDLE:
            idle.add(id(node.value))
        elif isinstance(node, ast.Global) or (isinstance(node, ast.Name) and node.id in _UNSEEN):
            return True
        met = node.attr if is_attribute and isinstance(node, ast.Attribute) else ""
        if not is_attribute and isinstance(node, ast.Name):
            met = node.id
        if met == name and isinstance(getattr(node, "ctx", None), ast.Load) and id(node) not in idle:
            return True
    return False
