import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace

from roadworthy import (
    Finding,
    Location,
    Module,
    Severity,
    counted,
    dotted,
    fact,
    is_run,
    lines_within,
    nodes_of,
    rule,
)
from roadworthy_rules.code.training._loops import (
    called,
    handed,
    inside,
    last,
    loops,
    parameter_places,
    scopes,
)

#: What code holds that switches the mode of a network, or trains one.
_SWITCHING = (".eval(", ".train(", ".training =", ".training=", "backward(")


@dataclass(frozen=True, slots=True)
class ModeLoop:
    """A loop that trains a network whose training mode was switched on before it.

    `calls` are the functions that it calls, by name; `given` those that get the network or are its object's.
    `places` are the functions that get it, each with a position or the name of a parameter, where the loop
    itself neither trains nor evaluates.
    """

    network: str
    calls: frozenset[str]
    given: frozenset[str]
    trains: bool
    evaluates: bool
    at: Location
    places: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class ModeFunction:
    """A function that switches the mode of a network, or trains one.

    `places` are the positions and names of the parameters that it evaluates, or calls where it trains.
    """

    name: str
    evaluates: bool
    switches_back: bool
    trains: bool
    places: frozenset[str] = frozenset()


@rule(Severity.NOTE, since="0.2", handwritten=True)
def training_mode_lost(loops: tuple[ModeLoop, ...], functions: tuple[ModeFunction, ...]) -> Iterator[Finding]:
    """A network of torch is trained in evaluation mode after its first evaluation.

    The evaluation calls `model.eval()`, and nothing calls `model.train()` again: dropout stays off, and batch
    normalization stops learning, from the second epoch on. Call `model.train()` at the start of each epoch,
    or after each evaluation.

    The rule applies where `model.train()` stands before a loop that trains and evaluates the same network,
    and to such loops in modules that do not call it at all. It also applies to loops that hand a network to
    one function that trains it and to another that evaluates it, if neither switches back.

    ```python train.py bad
    import torch

    def evaluate(model, rows):
        model.eval()
        with torch.no_grad():
            return model(rows).mean()

    def train(model, batches, held, loss, optimizer):
        model.train()
        for epoch in range(10):
            for rows, target in batches:
                optimizer.zero_grad()
                loss(model(rows), target).backward()
                optimizer.step()
            print(evaluate(model, held))
    ```
    ```python steps.py bad
    import torch

    def fit(model, batches, loss, optimizer):
        for rows, target in batches:
            optimizer.zero_grad()
            loss(model(rows), target).backward()
            optimizer.step()

    def evaluate(model, rows):
        model.eval()
        with torch.no_grad():
            return model(rows).mean()
    ```
    ```python main.py bad
    import torch

    from steps import evaluate, fit

    def main(batches, held, loss, optimizer):
        model = torch.nn.Sequential(torch.nn.Linear(8, 1), torch.nn.Dropout(0.2))
        for epoch in range(10):
            fit(model, batches, loss, optimizer)
            print(evaluate(model, held))
    ```
    ```python train.py good
    import torch

    def evaluate(model, rows):
        model.eval()
        with torch.no_grad():
            return model(rows).mean()

    def train(model, batches, held, loss, optimizer):
        for epoch in range(10):
            model.train()
            for rows, target in batches:
                optimizer.zero_grad()
                loss(model(rows), target).backward()
                optimizer.step()
            print(evaluate(model, held))
    ```
    ```python train.py good
    import torch

    def evaluate(model, rows):
        model.eval()
        with torch.no_grad():
            score = model(rows).mean()
        model.train()
        return score

    def train(model, batches, held, loss, optimizer):
        model.train()
        for rows, target in batches:
            optimizer.zero_grad()
            loss(model(rows), target).backward()
            optimizer.step()
            print(evaluate(model, held))
    ```
    """
    back = {item.name for item in functions if item.switches_back}
    evaluating = {item.name for item in functions if item.evaluates} - back
    training = {item.name for item in functions if item.trains}
    found = [
        loop
        for loop in loops
        if not loop.places
        and (loop.trains or loop.calls & training)
        and (loop.evaluates or loop.given & evaluating)
        and not loop.calls & back
    ]
    tested = {(item.name, place) for item in functions if item.evaluates for place in item.places}
    fitted = {
        (item.name, place)
        for item in functions
        if item.trains and not item.evaluates
        for place in item.places
    }
    found += [
        loop for loop in loops if loop.places & tested and loop.places & fitted and not loop.calls & back
    ]
    if found:
        first, *others = found
        more = f" ({counted(len(others) + 1, 'loop')})" if others else ""
        message = f"the loop switches `{first.network}` to evaluation mode, and never back{more}"
        yield Finding(message, first.at, related=tuple(loop.at for loop in others))


@fact
def mode_loops(module: Module) -> tuple[ModeLoop, ...]:
    """Look for loops after `model.train()` that do not call it again, and where nothing calls it at all."""
    if not is_run(module.path, module.role) or "torch" not in module.text:
        return ()
    if ".backward(" not in module.text:
        return tuple(_handing(module))
    if ".train(" not in module.text:
        return tuple(_unswitched(module))
    found = []
    for scope in scopes(module):
        before: dict[str, int] = {}
        for name, call in called(scope):
            if name.endswith(".train") and not call.args and not call.keywords:
                before.setdefault(name.removesuffix(".train"), call.lineno)
        for loop in loops(scope) if before else ():
            network = next((name for name, line in before.items() if line < loop.lineno), "")
            if network and (item := _loop(loop, network, module)):
                found.append(item)
                break
    return tuple(found)


def _unswitched(module: Module) -> Iterator[ModeLoop]:
    """Yield the loops of a module without `train()` that train a network, and hand it to a function."""
    for scope in scopes(module):
        for loop in loops(scope):
            calls = list(called(loop))
            if not any(last(name) == "backward" for name, _ in calls):
                continue
            handed = {dotted(item) for _, call in calls for item in call.args}
            network = next((name for name, _ in calls if name in handed), "")
            if network and (item := _loop(loop, network, module)):
                yield item
                break


def _handing(module: Module) -> Iterator[ModeLoop]:
    """Yield the loops that hand one network to several functions, and do not switch its mode themselves."""
    lines = [loop.lineno for loop in nodes_of(module, ast.For, ast.While)]
    for scope in scopes(module):
        if not isinstance(scope, ast.Module) and not lines_within(scope, lines):
            continue
        seen: set[str] = set()
        for loop in reversed([*loops(scope)]):
            places = handed(loop)
            for network in sorted(places.keys() - seen):
                item = _loop(loop, network, module) if len(places[network]) > 1 else None
                if item is not None:
                    yield replace(item, places=frozenset(places[network]))
                    seen.add(network)


def _loop(loop: ast.For | ast.While, network: str, module: Module) -> ModeLoop | None:
    calls = list(called(loop))
    if any(name == f"{network}.train" for name, _ in calls):
        return None
    given = {
        last(name)
        for name, call in calls
        if any(dotted(item) == network for item in (*call.args, *(one.value for one in call.keywords)))
        or (name.startswith("self.") and network.startswith("self."))
    }
    return ModeLoop(
        network,
        frozenset(last(name) for name, _ in calls),
        frozenset(given),
        any(last(name) == "backward" for name, _ in calls),
        any(name == f"{network}.eval" for name, _ in calls),
        module.at(loop),
    )


@fact
def mode_functions(module: Module) -> tuple[ModeFunction, ...]:
    """Look at the functions of a module that switch the mode of a network, or train one."""
    text = module.text
    if "torch" not in text or not any(word in text for word in _SWITCHING):
        return ()
    found = []
    for item in nodes_of(module, ast.FunctionDef):
        calls = [*called(item)]
        names = {name for name, _ in calls}
        evaluates = any(last(name) == "eval" and not call.args for name, call in calls)
        back = any(last(name) == "train" and isinstance(call.func, ast.Attribute) for name, call in calls)
        back = back or any(isinstance(node, ast.Assign) and _sets_mode(node) for node in inside(item))
        trains = any(last(name) == "backward" for name in names)
        if evaluates or back or trains:
            used = {name.removesuffix(".eval") for name in names if name.endswith(".eval")}
            places = parameter_places(item, used | names if trains else used)
            found.append(ModeFunction(item.name, evaluates, back, trains, places))
    return tuple(found)


def _sets_mode(node: ast.Assign) -> bool:
    return any(isinstance(target, ast.Attribute) and target.attr == "training" for target in node.targets)
