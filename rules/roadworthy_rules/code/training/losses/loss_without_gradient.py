import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, is_run, last_name, rule
from roadworthy_rules.code.training._loops import inside, is_untracked, scopes

#: What makes a tensor that no network has a part in.
_MADE = frozenset("full full_like new_ones new_zeros ones ones_like size tensor zeros zeros_like".split())
#: Functions without weights.
_FUNCTIONS = ("F.", "functional.", "nn.functional.", "torch.")


@rule(Severity.WARNING, since="0.3", handwritten=True)
def loss_without_gradient(module: Module) -> Iterator[Finding]:
    """A part of a loss is computed without gradients.

    What a network returns under `torch.no_grad()` or `torch.inference_mode()` is a constant for `backward()`.
    The part of the loss that is made of it changes the number that you log, and no weight: the network is
    trained by the other parts alone. Take the call out of that block. To keep the weights of a discriminator
    or an encoder as they are, set `requires_grad_(False)` on them, or leave them out of the optimizer.

    The rule follows the results of such blocks in one function to a sum that `backward()` is called on. It
    ignores targets, which a loss compares with what the trained network returns.

    ```python train.py bad
    import torch
    from torch.nn import functional as F

    def step(generator, critic, optimizer, noise, rows):
        fake = generator(noise)
        with torch.no_grad():
            verdict = critic(fake)
        adversarial = F.mse_loss(verdict, torch.ones_like(verdict))
        loss = F.l1_loss(fake, rows) + 0.1 * adversarial
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    ```
    ```python train.py good
    import torch
    from torch.nn import functional as F

    def step(generator, critic, teacher, optimizer, noise, rows):
        with torch.no_grad():
            target = teacher(noise)
        fake = generator(noise)
        verdict = critic(fake)
        adversarial = F.mse_loss(verdict, torch.ones_like(verdict))
        loss = F.l1_loss(fake, rows) + 0.1 * adversarial + F.mse_loss(fake, target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    def judge(generator, critic, optimizer, noise, rows):
        with torch.no_grad():
            fake = generator(noise)
        verdict = critic(fake)
        wrong = F.mse_loss(verdict, torch.zeros_like(verdict))
        loss = F.mse_loss(critic(rows), torch.ones_like(verdict)) + wrong
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    ```
    """
    text = module.text
    if "backward(" not in text or not is_run(module.path, module.role):
        return
    if "no_grad" not in text and "inference_mode" not in text:
        return
    for scope in scopes(module):
        yield from _in_scope(scope, module)


def _in_scope(scope: ast.AST, module: Module) -> Iterator[Finding]:
    """Yield each part of a loss of one function that has no gradient."""
    nodes = inside(scope)
    stopped = {
        id(item) for node in nodes if is_untracked(node) for part in _body(node) for item in ast.walk(part)
    }
    if not stopped:
        return
    binds: dict[str, list[ast.Assign | ast.AugAssign]] = {}
    others: set[str] = set()
    held = {id(item.targets[0]) for item in nodes if isinstance(item, ast.Assign) and len(item.targets) == 1}
    held |= {id(item.target) for item in nodes if isinstance(item, ast.AugAssign)}
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AugAssign(target=ast.Name(id=name)):
                binds.setdefault(name, []).append(node)
            case ast.Name(id=name, ctx=ast.Store()) if id(node) not in held:
                others.add(name)
    constants = {
        name
        for name, found in binds.items()
        if name not in others and all(id(item) in stopped and _calls_any(item.value) for item in found)
    }
    if not constants:
        return
    networks = set(constants)
    for name, found in binds.items():
        if name in others or name in constants:
            continue
        if all(isinstance(item, ast.Assign) and _is_of(item.value, constants) for item in found):
            networks.add(name)
    for node in nodes:
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=loss), attr="backward")) if loss not in others:
                for item in binds.get(loss, ()):
                    if id(item) in stopped:
                        continue
                    for part in _terms(item.value, isinstance(item, ast.AugAssign)):
                        if part.id in networks:
                            yield Finding(
                                f"`{part.id}` is a part of `{loss}`, and is computed without gradients",
                                module.at(part),
                            )


def _body(node: ast.AST) -> list[ast.stmt]:
    return node.body if isinstance(node, (ast.With, ast.AsyncWith)) else []


def _calls_any(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and last_name(value.func) not in _MADE


def _is_of(value: ast.expr, constants: set[str]) -> bool:
    """Tell whether a call computes its result of constants alone: a loss of what has no gradient."""
    while isinstance(value, ast.UnaryOp):
        value = value.operand
    if not isinstance(value, ast.Call):
        return False
    given = [*value.args, *(item.value for item in value.keywords)]
    if isinstance(value.func, ast.Attribute) and _is_constant(value.func.value, constants):
        return all(_is_constant(item, constants) or isinstance(item, ast.Constant) for item in given)
    # Another network that gets a constant has weights to train.
    name = dotted(value.func)
    if not name.startswith(_FUNCTIONS) and not ("loss" in name.lower() and len(given) > 1):
        return False
    return any(_is_constant(item, constants) for item in given) and all(
        _is_constant(item, constants) or isinstance(item, ast.Constant) or _is_made(item) for item in given
    )


def _is_constant(value: ast.expr, constants: set[str]) -> bool:
    if isinstance(value, ast.Call):
        return _is_of(value, constants)
    return dotted(value) in constants


def _is_made(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and last_name(value.func) in _MADE


def _terms(value: ast.expr, added: bool) -> Iterator[ast.Name]:
    """Yield the names that a sum adds, each by itself or times something that is no name of its kind."""
    match value:
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            yield from _terms(left, True)
            yield from _terms(right, True)
        case ast.BinOp(left=left, op=ast.Sub()):
            # What is taken off may be a baseline.
            yield from _terms(left, True)
        case ast.BinOp(left=left, op=ast.Mult() | ast.Div(), right=right) if added:
            factors = [item for item in (left, right) if not _is_number(item)]
            if len(factors) == 1:
                yield from _terms(factors[0], True)
        case ast.Name() if added:
            yield value


def _is_number(value: ast.expr) -> bool:
    """Tell whether a factor is a weight: a number, or a setting of the run."""
    match value:
        case ast.Constant() | ast.UnaryOp(operand=ast.Constant()):
            return True
        case ast.Attribute() | ast.Subscript():
            return True
        case ast.Name(id=name):
            return name.isupper() or any(
                word in name.lower() for word in ("lambda", "weight", "alpha", "beta")
            )
    return False
