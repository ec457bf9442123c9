import ast
from collections.abc import Iterable, Iterator

from roadworthy import Finding, Module, Severity, counted, dotted, is_run, rule
from roadworthy_rules.code.training._loops import inside, scopes

#: What is called on a network, and on nothing else that is saved.
_ASKED = frozenset("eval named_parameters parameters state_dict train zero_grad".split())
_NETWORKS = frozenset(("Module", "nn.Module", "torch.nn.Module"))


@rule(Severity.NOTE, since="0.2", handwritten=True)
def network_pickled(module: Module) -> Iterator[Finding]:
    """A network of torch is saved as a whole, and not its weights.

    The file is a pickle that names the class and its module: rename or move either, and the model cannot be
    loaded any more. Since version 2.6, `torch.load` refuses it unless you let it run any code in the file.
    Save `model.state_dict()`, and build the network before you load it.

    The rule looks at what `torch.save` gets, if the same function calls `eval()`, `train()`, `parameters()`
    or the like on it, calls it before `backward()`, or annotates it as `nn.Module`. It reports a module once.

    ```python train.py bad
    import torch

    def train(model, rows, loss):
        optimizer = torch.optim.Adam(model.parameters())
        for row in rows:
            optimizer.zero_grad()
            loss(model(row)).backward()
            optimizer.step()
        torch.save(model, "model.pt")
    ```
    ```python keep.py bad
    import torch
    from torch import nn

    def keep(encoder: nn.Module, path):
        torch.save(encoder, path)
    ```
    ```python train.py good
    import torch

    def train(model, rows, loss):
        optimizer = torch.optim.Adam(model.parameters())
        for row in rows:
            optimizer.zero_grad()
            loss(model(row)).backward()
            optimizer.step()
        torch.save(model.state_dict(), "model.pt")
    ```
    """
    if not is_run(module.path, module.role) or "torch.save(" not in module.text:
        return
    found: list[tuple[str, ast.Call]] = []
    for scope in scopes(module):
        nodes = list(inside(scope))
        saved = list(_saved(nodes))
        if not saved:
            continue
        networks = {
            dotted(node.value) for node in nodes if isinstance(node, ast.Attribute) and node.attr in _ASKED
        }
        if any(isinstance(node, ast.Attribute) and node.attr == "backward" for node in nodes):
            networks |= {dotted(node.func) for node in nodes if isinstance(node, ast.Call)}
        networks |= {name for node in nodes if (name := _annotated(node))}
        # What is bound to the weights under the name of a network holds no network.
        weights = {
            dotted(target)
            for node in nodes
            if isinstance(node, ast.Assign) and "state_dict" in ast.unparse(node.value)
            for target in node.targets
        }
        found += [(name, call) for name, call in saved if name in networks - weights]
    if found:
        (name, first), *others = found
        more = f" ({counted(len(found), 'place')})" if others else ""
        related = tuple(module.at(node) for _, node in others)
        yield Finding(f"`{name}` is saved as a whole{more}", module.at(first), related=related)


def _annotated(node: ast.AST) -> str:
    """Return the name that a parameter or an assignment annotates as a network; "" for none."""
    match node:
        case ast.arg(arg=name, annotation=kind) | ast.AnnAssign(target=ast.Name(id=name), annotation=kind):
            return name if kind is not None and dotted(kind) in _NETWORKS else ""
    return ""


def _saved(nodes: Iterable[ast.AST]) -> Iterator[tuple[str, ast.Call]]:
    """Yield the names that `torch.save` gets, with its calls."""
    for node in nodes:
        match node:
            case ast.Call(func=function, args=[ast.Name() | ast.Attribute() as given, *_]):
                if dotted(function) == "torch.save" and (name := dotted(given)):
                    yield name, node
