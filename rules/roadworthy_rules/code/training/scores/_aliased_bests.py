"""Networks of torch that a training takes for a copy of their best state, and goes on training."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from roadworthy import dotted, last_name, path_words
from roadworthy_rules.code.training._loops import stored_names

Found = tuple[ast.AST, str]
#: What leaves a loop, so that the network is not trained any further.
_ENDS = (ast.Break, ast.Return, ast.Raise)
#: What moves a network and gives the same one back.
_MOVES = frozenset("cpu cuda float to".split())


def aliases_in(nodes: Iterable[ast.AST]) -> Iterator[Found]:
    """Yield where a loop keeps the network that it trains as the best one, and a message.

    `nodes` are those of one function, or of a module outside of its functions.
    """
    inside = list(nodes)
    loops = [node for node in inside if isinstance(node, (ast.For, ast.While))]
    nested = {id(part) for loop in loops for part in ast.walk(loop) if part is not loop}
    for loop in loops:
        if id(loop) in nested:
            continue
        parts = [*ast.walk(loop)]
        if not any(isinstance(part, ast.Attribute) and part.attr == "backward" for part in parts):
            continue
        bound = stored_names(parts)
        own = {id(part) for part in parts}
        read = {
            node.id
            for node in inside
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and id(node) not in own
        }
        read |= {dotted(part.value) for part in parts if isinstance(part, ast.Return) and part.value}
        for branch in parts:
            for body in (branch.body, branch.orelse) if isinstance(branch, ast.If) else ():
                for kept, best, network in _kept(body):
                    if best in read and network.partition(".")[0] not in bound:
                        yield kept, _message(kept, best, network)


def aliases_of(owner: ast.ClassDef) -> Iterator[Found]:
    """Yield where a class that trains its network keeps it as the best one, and a message."""
    methods = [item for item in owner.body if isinstance(item, ast.FunctionDef)]
    parts = [(method, part) for method in methods for part in ast.walk(method)]
    if not any(isinstance(part, ast.Attribute) and part.attr == "backward" for _, part in parts):
        return
    made = {
        dotted(target)
        for method, part in parts
        if isinstance(part, ast.Assign) and method.name != "__init__" and not _is_moved(part.value)
        for target in part.targets
    }
    read: dict[str, set[str]] = {}
    for method, part in parts:
        if isinstance(part, ast.Attribute) and isinstance(part.ctx, ast.Load):
            read.setdefault(dotted(part), set()).add(method.name)
    for method in methods:
        if method.name == "__init__":
            continue
        for node in ast.walk(method):
            body = node.body if isinstance(node, (ast.If, ast.FunctionDef)) else []
            for kept, best, network in _kept(body):
                own = best.startswith("self.") and network.startswith("self.")
                if own and network not in made and read.get(best, set()) - {method.name}:
                    yield kept, _message(kept, best, network)


def _kept(body: list[ast.stmt]) -> Iterator[tuple[ast.Assign, str, str]]:
    """Yield the statements of a block that keep a network as the best, the name of that, and the network."""
    if any(isinstance(item, _ENDS) for item in body):
        return
    for item in body:
        match item:
            case ast.Assign(targets=[(ast.Name() | ast.Attribute()) as target], value=value):
                best, network = dotted(target), _shared(value)
                if network and "best" in path_words(best.rpartition(".")[2]) and best != network:
                    yield item, best, network


def _shared(value: ast.expr) -> str:
    """Return the network that a value is, or whose weights it shares; "" for others."""
    match value:
        # A shallow copy of the dictionary holds the same tensors.
        case (
            ast.Call(func=ast.Attribute(attr="copy", value=ast.Call() as inner), args=[], keywords=[])
            | ast.Call(func=ast.Name(id="dict" | "copy" | "OrderedDict"), args=[ast.Call() as inner])
        ) if last_name(inner.func) == "state_dict":
            return _shared(inner)
        case ast.Call(
            func=ast.Attribute(attr="copy", value=ast.Name(id="copy")), args=[ast.Call() as inner]
        ) if last_name(inner.func) == "state_dict":
            return _shared(inner)
        case ast.Call(func=ast.Attribute(value=owner, attr="state_dict"), args=[], keywords=[]):
            return dotted(owner)
        case ast.Name(id=name) if path_words(name) & {"model", "net", "network"}:
            return name
        case ast.Name(id="self"):
            return "self"
        case ast.Attribute(attr=name) if path_words(name) & {"model", "net", "network"}:
            return dotted(value)
    return ""


def _is_moved(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and last_name(value.func) in _MOVES


def _message(node: ast.AST, best: str, network: str) -> str:
    weights = isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
    shared = f"shares the weights of `{network}`" if weights else f"is `{network}` itself"
    return f"`{best}` {shared}, which is trained further"
