import ast
from collections.abc import Iterator, Sequence

from roadworthy import Finding, Module, Severity, dotted, is_run, last_name, lines_within, nodes_of, rule
from roadworthy_rules.code.training._loops import inside, scopes

#: Losses that apply the sigmoid themselves, so that the network returns the values before it.
_LOSSES = frozenset(("BCEWithLogitsLoss", "binary_cross_entropy_with_logits"))
#: What gives a view of the same values.
_SAME = frozenset("cpu detach flatten float numpy ravel reshape squeeze to type unsqueeze view".split())
_ROUNDS = frozenset(("around", "rint", "round"))


@rule(Severity.NOTE, since="0.3", handwritten=True)
def logits_thresholded(module: Module) -> Iterator[Finding]:
    """Values before the sigmoid are compared with 0.5.

    `BCEWithLogitsLoss` applies the sigmoid itself, so the network returns values on both sides of zero, and
    zero stands for a probability of one half. With 0.5 as the threshold, rows of a probability below 0.62
    count as negative, and `round()` gives labels such as -3: accuracy and F1 are those of another classifier.
    Call `torch.sigmoid` before you compare, or compare with 0.

    The rule reports names that a loss of this kind gets and that the same function rounds, or compares with
    a number between 0 and 1, or hands to a function of the module that does.

    ```python bad
    from torch import nn

    criterion = nn.BCEWithLogitsLoss()

    def evaluate(model, loader):
        total, right = 0.0, 0
        for rows, target in loader:
            output = model(rows)
            total += criterion(output, target).item()
            right += ((output > 0.5) == target).sum().item()
        return total, right
    ```
    ```python bad
    import torch
    from torch import nn

    def accuracy(predicted, target):
        return (torch.round(predicted) == target).float().mean()

    def evaluate(model, loader):
        loss = nn.BCEWithLogitsLoss()
        for rows, target in loader:
            output = model(rows).squeeze(1)
            print(loss(output, target), accuracy(output, target))
    ```
    ```python good
    import torch
    from torch import nn

    criterion = nn.BCEWithLogitsLoss()

    def accuracy(predicted, target):
        predicted = torch.sigmoid(predicted)
        return (torch.round(predicted) == target).float().mean()

    def evaluate(model, loader):
        total, right = 0.0, 0
        for rows, target in loader:
            output = model(rows)
            total += criterion(output, target).item()
            right += ((output > 0) == target).sum().item()
            print(accuracy(output, target))
            output = torch.sigmoid(output)
            right += ((output > 0.5) == target).sum().item()
        return total, right
    ```
    """
    if not is_run(module.path, module.role) or not any(loss in module.text for loss in _LOSSES):
        return
    losses: set[str] = set()
    for node in nodes_of(module, ast.Assign):
        if isinstance(node.value, ast.Call) and last_name(node.value.func) in _LOSSES:
            losses |= {dotted(target) for target in node.targets}
    lines = [
        call.lineno
        for call in nodes_of(module, ast.Call)
        if dotted(call.func) in losses or last_name(call.func) in _LOSSES
    ]
    functions = {one.name: one for one in nodes_of(module, ast.FunctionDef)}
    for scope in scopes(module):
        if isinstance(scope, ast.Module) or lines_within(scope, sorted(lines)):
            for node, name in _thresholded(list(inside(scope)), losses, functions):
                message = f"`{name}` is compared as if it were a probability, and the loss gets it as logits"
                yield Finding(message, module.at(node))


def _thresholded(
    nodes: Sequence[ast.AST], losses: set[str], functions: dict[str, ast.FunctionDef]
) -> Iterator[tuple[ast.expr, str]]:
    """Yield where a scope compares what a loss gets as logits, and its name, in the order of the code."""
    logits: set[str] = set()
    given = {
        name
        for node in nodes
        if isinstance(node, ast.Call) and node.args and _is_loss(node, losses)
        if (name := _same(node.args[0]))
    }
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                of = _same(value)
                # Until it gets another value, a name holds what the loss gets.
                if of in logits or (name in given and _is_output(value)):
                    logits.add(name)
                else:
                    logits.discard(name)
            case ast.Name(id=name, ctx=ast.Store()) if not _is_kept(nodes, node):
                logits.discard(name)
            case ast.Compare() | ast.Call() if (name := _compared(node)) in logits and name:
                yield node, name
            case ast.Call(func=ast.Name(id=called)) if called in functions:
                for number, item in enumerate(node.args):
                    if (name := _same(item)) in logits and _compares(functions[called], number):
                        yield node, name


def _is_kept(nodes: Sequence[ast.AST], name: ast.Name) -> bool:
    """Tell whether a name is bound by a plain assignment, which is looked at as a whole."""
    return any(isinstance(node, ast.Assign) and node.targets == [name] for node in nodes)


def _is_loss(call: ast.Call, losses: set[str]) -> bool:
    return dotted(call.func) in losses or last_name(call.func) == "binary_cross_entropy_with_logits"


def _is_output(value: ast.expr) -> bool:
    """Tell whether an expression is what a network returns, reshaped at most: `model(rows).squeeze()`."""
    while isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr in _SAME:
        value = value.func.value
    return isinstance(value, ast.Call) and "sigmoid" not in ast.unparse(value.func).lower()


def _same(value: ast.expr) -> str:
    """Return the name whose values an expression has: `output`, `output.squeeze(1)`."""
    while isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr in _SAME:
        value = value.func.value
    return value.id if isinstance(value, ast.Name) else ""


def _compared(node: ast.AST) -> str:
    """Return the name that an expression rounds or compares with a number between 0 and 1, "" for others."""
    match node:
        case ast.Compare(
            left=left,
            ops=[ast.Gt() | ast.GtE() | ast.Lt() | ast.LtE()],
            comparators=[ast.Constant(value=float() as number)],
        ) if 0 < number < 1:
            return _same(left)
        case ast.Call(func=ast.Attribute(attr=last, value=owner), args=args) if last in _ROUNDS:
            return _same(args[0]) if dotted(owner) in ("torch", "np", "numpy") and args else _same(owner)
    return ""


def _compares(function: ast.FunctionDef, number: int) -> bool:
    """Tell whether a function compares an argument as it is with a number between 0 and 1, or rounds it."""
    parameters = [item.arg for item in function.args.args]
    if number >= len(parameters):
        return False
    known = {parameters[number]}
    for node in inside(function):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                (known.add if _same(value) in known else known.discard)(name)
            case ast.Compare() | ast.Call() if _compared(node) in known:
                return True
    return False
