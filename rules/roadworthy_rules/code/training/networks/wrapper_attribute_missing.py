import ast
from collections.abc import Iterator
from dataclasses import dataclass

from roadworthy import (
    Finding,
    Location,
    Module,
    Severity,
    dotted,
    fact,
    is_run,
    lines_within,
    nodes_of,
    path_words,
    rule,
)
from roadworthy_rules.code.training._loops import inside, scopes
from roadworthy_rules.code.training.networks._wrapped import wrapped_in

#: What a wrapper has: the methods and attributes of `nn.Module`, and some of its own.
_KNOWN = frozenset(
    "T_destination add_module apply bfloat16 buffers call_super_init children compile cpu cuda device_ids dim"
    " double dump_patches eval extra_repr float forward gather get_buffer get_extra_state get_parameter"
    " get_submodule half ipu join load_state_dict module modules mtia named_buffers named_children"
    " named_modules named_parameters no_sync output_device parallel_apply parameters register_backward_hook"
    " register_buffer register_comm_hook register_forward_hook register_forward_pre_hook"
    " register_full_backward_hook register_full_backward_pre_hook register_load_state_dict_post_hook"
    " register_load_state_dict_pre_hook register_module register_parameter register_state_dict_post_hook"
    " register_state_dict_pre_hook replicate requires_grad_ scatter set_extra_state set_submodule"
    " share_memory src_device_obj state_dict to to_empty train training type xpu zero_grad".split()
)
#: What asks first what it has.
_ASKS = frozenset(("getattr", "hasattr", "isinstance"))


_NETWORKS = frozenset(("model", "net", "network"))


@dataclass(frozen=True, slots=True)
class WrapperUse:
    """What the wrapper of a network does not have and code reads, or where a wrapped network is handed on.

    `attribute` is what is read, as it is written. `function` is the one that reads it of its parameter at
    `place`, or that is given the wrapper there; "" where the attribute is read of the wrapper itself.
    """

    at: Location
    attribute: str = ""
    function: str = ""
    place: int = 0


@rule(Severity.WARNING, since="0.3", handwritten=True)
def wrapper_attribute_missing(uses: tuple[WrapperUse, ...]) -> Iterator[Finding]:
    """An attribute of a network is read from the wrapper for several GPUs.

    `DataParallel` and `DistributedDataParallel` of torch have the network as their `module`, and hand on none
    of its attributes: with several GPUs, the program stops with an `AttributeError`. Read
    `model.module.fc`, or keep a name for the network before you wrap it.

    The rule follows a name from where it is wrapped to the end of the function, and into functions of the
    project that it is given to. It ignores names that the code asks with `hasattr` or `isinstance`.

    ```python bad
    import torch
    from torch import nn

    def train(model, loader, optimizer):
        if torch.cuda.device_count() > 1:
            model = nn.DataParallel(model)
        for rows, target in loader:
            optimizer.zero_grad()
            model.loss(model(rows), target).backward()
            optimizer.step()
    ```
    ```python bad
    from torch import nn

    def score(net, rows):
        return net.head(net(rows))

    def run(build, rows):
        net = build()
        net = nn.DataParallel(net)
        return score(net, rows)
    ```
    ```python score.py bad
    def score(model, rows):
        return model.head(model(rows))
    ```
    ```python run.py bad
    from score import score
    from torch import nn

    def run(build, rows):
        net = build()
        net = nn.DataParallel(net)
        return score(net, rows)
    ```
    ```python good
    import torch
    from torch import nn

    def train(model, loader, optimizer):
        loss = model.loss
        if torch.cuda.device_count() > 1:
            model = nn.DataParallel(model)
        for rows, target in loader:
            optimizer.zero_grad()
            loss(model(rows), target).backward()
            optimizer.step()
        model = model.module
        return model.fc
    ```
    """
    handed = {(use.function, use.place) for use in uses if use.function and not use.attribute}
    owners: dict[str, set[str]] = {}
    for use in uses:
        if use.attribute and use.function:
            owners.setdefault(use.function, set()).add(use.at.file)
    for use in uses:
        if use.attribute and not use.function:
            yield Finding(f"`{use.attribute}` is not an attribute of the wrapper", use.at)
        elif use.attribute and (use.function, use.place) in handed and len(owners[use.function]) == 1:
            message = f"`{use.attribute}` is not an attribute of the wrapper that `{use.function}` is given"
            yield Finding(message, use.at)


@fact
def wrapper_uses(module: Module) -> tuple[WrapperUse, ...]:
    """Look for what is done with wrapped networks, and what functions read of the networks they are given."""
    if not is_run(module.path, module.role):
        return ()
    found = [*_handed(module)] if "DataParallel(" in module.text else []
    if "torch" not in module.text and "nn" not in module.text:
        return tuple(found)
    for function in nodes_of(module, ast.FunctionDef):
        for place, item in enumerate(function.args.args):
            if path_words(item.arg) & _NETWORKS:
                for node in _missing(list(inside(function)), item.arg):
                    found.append(WrapperUse(module.at(node), dotted(node), function.name, place))
                    break
    return tuple(found)


def _handed(module: Module) -> Iterator[WrapperUse]:
    """Yield what a module reads of the networks that it wraps, and the functions that it gives them to."""
    lines = sorted(node.lineno for node, _ in wrapped_in(nodes_of(module, ast.Assign)))
    for scope in scopes(module) if lines else ():
        if not (isinstance(scope, ast.Module) or lines_within(scope, lines)):
            continue
        nodes = list(inside(scope))
        for wrapping, name in wrapped_in(nodes):
            within = {id(part) for part in ast.walk(wrapping)}
            rest = [node for node in nodes[nodes.index(wrapping) :] if id(node) not in within]
            for read in _missing(rest, name):
                yield WrapperUse(module.at(read), dotted(read))
                break
            for node in rest:
                match node:
                    case ast.Call(func=ast.Name(id=called), args=given):
                        for place, item in enumerate(given):
                            if dotted(item) == name:
                                yield WrapperUse(module.at(node), "", called, place)


def _missing(nodes: list[ast.AST], name: str) -> Iterator[ast.Attribute]:
    """Yield the attributes of a network that a wrapper does not have, until its name is bound anew."""
    stored = set()
    for part in nodes:
        if isinstance(part, ast.Attribute) and dotted(part.value) == name:
            if part.attr == "module":
                return
            if isinstance(part.ctx, ast.Store):
                stored.add(part.attr)
    for node in nodes:
        match node:
            case ast.Name(id=bound, ctx=ast.Store()) if bound == name:
                return
            case ast.Call(func=ast.Name(id=asks), args=[first, *_]) if (
                asks in _ASKS and dotted(first) == name
            ):
                return
            case ast.Attribute(ctx=ast.Store()) if dotted(node) == name:
                return
            case ast.Attribute(attr=attribute, value=owner, ctx=ast.Load()) as read if dotted(owner) == name:
                if attribute not in _KNOWN | stored and not attribute.startswith("_"):
                    yield read
