import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, and_more, dotted, is_run, last_name, rule
from roadworthy_rules._forward_layers import TORCH_LAYERS
from roadworthy_rules.code.training._loops import called, inside, scopes

#: What shows that a function goes through the layers of a network itself.
_GOES_ON = frozenset(
    "apply children modules named_children named_modules named_parameters parameters".split()
)
_OWNERS = frozenset(("", "nn", "torch.nn"))


@rule(Severity.WARNING, since="0.3", handwritten=True)
def initialiser_not_applied(module: Module) -> Iterator[Finding]:
    """A function that initialises single layers is called with a whole network.

    It looks at the class of what it gets, `Conv2d` for instance. A network is none of these, so nothing is
    initialised, and nothing fails. Call `network.apply(initialise)`, which goes through all layers.

    The rule looks for functions that test the class of their argument for layers of torch, and that do not go
    through its parts. It reports calls with a name that is switched by `train()` or `eval()` in the same
    function.

    ```python train.py bad
    import torch
    from torch import nn

    def weights_init(layer):
        if isinstance(layer, nn.Conv2d):
            nn.init.normal_(layer.weight, 0.0, 0.02)

    def train(build, batches):
        net = build()
        weights_init(net)
        net.train()
        for rows in batches:
            net(rows).backward()
    ```
    ```python train.py bad
    from torch import nn

    def weights_init(layer):
        kind = layer.__class__.__name__
        if kind.find("Conv") != -1:
            layer.weight.data.normal_(0.0, 0.02)
        elif kind.find("BatchNorm") != -1:
            layer.bias.data.fill_(0)

    def train(nets):
        made = nets["made"]
        weights_init(made)
        made.train()
    ```
    ```python train.py good
    import torch
    from torch import nn

    def weights_init(layer):
        if isinstance(layer, nn.Conv2d):
            nn.init.normal_(layer.weight, 0.0, 0.02)

    def reset(net):
        for layer in net.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.normal_(layer.weight, 0.0, 0.02)

    def train(build, batches):
        net = build()
        reset(net)
        net.apply(weights_init)
        for layer in net.layers:
            weights_init(layer)
        net.train()
        for rows in batches:
            net(rows).backward()
    ```
    """
    text = module.text
    if "torch" not in text or "init" not in text or not is_run(module.path, module.role):
        return
    if "__class__" not in text and "isinstance(" not in text:
        return
    own = {
        item.name for item in module.tree.body if isinstance(item, ast.FunctionDef) and _is_for_layers(item)
    }
    for scope in scopes(module) if own else ():
        calls = called(scope)
        direct = [
            (call, given.id)
            for name, call in calls
            if name in own and len(call.args) == 1 and isinstance(given := call.args[0], ast.Name)
        ]
        if not direct:
            continue
        switched = {name.rpartition(".")[0] for name, _ in calls if name.endswith((".train", ".eval"))}
        found = [(call, name) for call, name in direct if name in switched and not _is_layer(scope, name)]
        if found:
            first, names = found[0][0], [name for _, name in found]
            function = dotted(first.func)
            related = tuple(module.at(call) for call, _ in found[1:10])
            message = f"`{function}` is for single layers, and does nothing to {and_more(names, 3)}"
            yield Finding(message, module.at(first), related=related)


def _is_for_layers(function: ast.FunctionDef) -> bool:
    """Tell whether a function does what it does under tests for classes of layers, and looks no further."""
    if len(function.args.args) != 1:
        return False
    layer = function.args.args[0].arg
    named = ""
    tested = False
    for statement in function.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if dotted(value) == (
                f"{layer}.__class__.__name__"
            ):
                named = name
            case ast.If():
                branch: ast.stmt | None = statement
                while isinstance(branch, ast.If):
                    if not _asks(branch.test, layer, named):
                        return False
                    rest = branch.orelse
                    branch = rest[0] if len(rest) == 1 else None
                    if rest and branch is None:
                        return False
                if branch is not None:
                    return False
                tested = True
            case ast.Expr(value=ast.Constant()) | ast.Pass():
                continue
            case _:
                return False
    parts = ast.walk(function)
    return tested and not any(isinstance(part, ast.Attribute) and part.attr in _GOES_ON for part in parts)


def _asks(test: ast.expr, layer: str, named: str) -> bool:
    """Tell whether a test asks for the class of a layer, as an object or by its name."""
    if isinstance(test, ast.BoolOp):
        # One question of `and` is enough; all of `or` have to be.
        decide = any if isinstance(test.op, ast.And) else all
        return decide([_asks(part, layer, named) for part in test.values])
    match test:
        case ast.Call(func=ast.Name(id="isinstance"), args=[ast.Name(id=name), classes]) if name == layer:
            wanted = classes.elts if isinstance(classes, ast.Tuple) else [classes]
            return all(
                dotted(one).rpartition(".")[0] in _OWNERS
                and (last_name(one) in TORCH_LAYERS or last_name(one).startswith("BatchNorm"))
                for one in wanted
            )
        case ast.Compare(
            left=ast.Call(
                func=ast.Attribute(value=ast.Name(id=name), attr="find"), args=[ast.Constant(value=str())]
            ),
            ops=[ast.NotEq()],
            comparators=[ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=1))],
        ):
            return bool(named) and name == named
        case ast.Compare(left=ast.Constant(value=str()), ops=[ast.In()], comparators=[ast.Name(id=name)]):
            return bool(named) and name == named
    return False


def _is_layer(scope: ast.AST, name: str) -> bool:
    """Tell whether a function makes a single layer by that name, or takes one from a loop."""
    for node in inside(scope):
        match node:
            case ast.Assign(targets=[ast.Name(id=bound)], value=ast.Call(func=function)) if bound == name:
                if last_name(function) in TORCH_LAYERS and dotted(function).rpartition(".")[0] in _OWNERS:
                    return True
            case ast.For(target=target):
                if any(isinstance(part, ast.Name) and part.id == name for part in ast.walk(target)):
                    return True
    return False
