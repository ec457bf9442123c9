"""What runs in the event loop of a service, and what blocks it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from roadworthy import Location, Module, ModuleSummary, dotted, last_name, nodes_of
from roadworthy_rules.code.services._loading import answers

#: What waits or computes for long: by the whole name, and methods of models by the last part.
_WAITS = frozenset(
    "subprocess.check_call subprocess.check_output subprocess.run time.sleep urllib.request.urlopen".split()
    + [f"{library}.{verb}" for library in ("httpx", "requests") for verb in ("delete", "get", "post", "put")]
)
_COMPUTES = frozenset("generate predict predict_proba transcribe".split())
#: Methods of models that mean the same in every function.
_CERTAIN = _COMPUTES - {"generate"}
#: Names of networks, and what runs them without a gradient.
_NETWORKS = frozenset("model net network".split())
_INFERENCE = frozenset(("torch.inference_mode", "torch.no_grad"))
#: One of these is in the text of a module with a function that blocks.
_HINTS = re.compile(
    r"\.predict|\.transcribe\(|torch\.(?:no_grad|inference_mode)|time\.sleep|requests\.|httpx\."
)
#: What stands between: it is run elsewhere.
_APART = (ast.AsyncFunctionDef, ast.FunctionDef, ast.Lambda)
#: How many functions may lie between a request and what blocks.
_HOPS = 4


@dataclass(frozen=True, slots=True)
class LoopHandler:
    """An asynchronous function that answers requests.

    `blocks` is the first call in it that blocks, as it is written, at `at`; "" for none. `calls` are the
    plain names that it calls and does not await, with their places.
    """

    path: str
    at: Location
    blocks: str
    calls: tuple[tuple[str, Location], ...]


@dataclass(frozen=True, slots=True)
class PlainFunction:
    """A function that is not asynchronous: the first call in it that blocks, and the plain names it calls."""

    path: str
    name: str
    blocks: str
    calls: tuple[str, ...]


def handlers_in(module: Module) -> tuple[LoopHandler, ...]:
    """Return the asynchronous functions of a module that answer requests."""
    if module.role != "source" or "async def" not in module.text:
        return ()
    found = []
    for node in nodes_of(module, ast.AsyncFunctionDef):
        if not node.decorator_list or not answers(node):
            continue
        calls = [*_called(node.body)]
        blocking = next((call for call in calls if _blocks(call, _COMPUTES)), None)
        given = {part.arg for part in ast.walk(node.args) if isinstance(part, ast.arg)}
        plain = tuple(
            (call.func.id, module.at(call))
            for call in calls
            if isinstance(call.func, ast.Name) and call.func.id not in given
        )
        name = dotted(blocking.func) if blocking else ""
        found.append(LoopHandler(module.path, module.at(blocking or node), name, plain))
    return tuple(found)


def plain_functions_in(module: Module) -> tuple[PlainFunction, ...]:
    """Return the functions of a module that may block, or lead from a service to one that does."""
    if module.role != "source" or not ("async def" in module.text or _HINTS.search(module.text)):
        return ()
    found = []
    for node in module.tree.body:
        if not isinstance(node, ast.FunctionDef) or node.decorator_list or _yields(node):
            continue
        calls = [*_called(node.body)]
        blocking = next((dotted(call.func) for call in calls if _blocks(call, _CERTAIN)), "")
        named = tuple(sorted({call.func.id for call in calls if isinstance(call.func, ast.Name)}))
        found.append(PlainFunction(module.path, node.name, blocking or _network(node), named))
    return tuple(found)


class PlainCalls:
    """The plain functions of a project, asked for what a call of one leads to."""

    def __init__(self, functions: Iterable[PlainFunction], modules: Iterable[ModuleSummary]) -> None:
        self._imports = {module.path: module.imports for module in modules}
        self._named: dict[str, list[PlainFunction]] = {}
        for function in functions:
            self._named.setdefault(function.name, []).append(function)
        self._blocking: dict[tuple[str, str, int], str] = {}

    def blocking(self, path: str, name: str, hops: int = _HOPS) -> str:
        """Return what blocks in a function that a module calls by a name, or behind it; "" for nothing."""
        key = (path, name, hops)
        if key not in self._blocking:
            self._blocking[key] = self._sought(path, name, hops) if hops else ""
        return self._blocking[key]

    def _sought(self, path: str, name: str, hops: int) -> str:
        meant = self._meant(path, name)
        if meant is None or meant.blocks:
            return meant.blocks if meant else ""
        leads = (self.blocking(meant.path, other, hops - 1) for other in meant.calls)
        return next(filter(None, leads), "")

    def _meant(self, path: str, name: str) -> PlainFunction | None:
        """Return the function that a name means in a module, where that is certain."""
        own = [one for one in self._named.get(name, ()) if one.path == path]
        if own:
            return own[0] if len(own) == 1 else None
        imports = [item for item in self._imports.get(path, ()) if item.binds == name]
        if len(imports) != 1 or not imports[0].name or not imports[0].module:
            return None
        end = "/".join(["", *imports[0].module.split(".")]) + ".py"
        found = [one for one in self._named.get(imports[0].name, ()) if f"/{one.path}".endswith(end)]
        return found[0] if len(found) == 1 else None


def _called(body: Sequence[ast.stmt]) -> Iterator[ast.Call]:
    """Yield the calls in a body in the order of the code that are not awaited and that run in it."""
    pending: list[ast.AST] = list(reversed(body))
    while pending:
        part = pending.pop()
        if isinstance(part, _APART):
            continue
        if isinstance(part, ast.Await) and isinstance(part.value, ast.Call):
            pending += [*part.value.args, *(item.value for item in part.value.keywords)]
            continue
        if isinstance(part, ast.Call):
            yield part
        pending += reversed(list(ast.iter_child_nodes(part)))


def _blocks(call: ast.Call, computes: frozenset[str]) -> bool:
    name = dotted(call.func)
    own = isinstance(call.func, ast.Attribute) and call.func.attr in computes
    return name in _WAITS or (own and bool(name))


def _network(function: ast.FunctionDef) -> str:
    """Return the network that a function runs without a gradient, as it is written; "" for none."""
    for node in ast.walk(function):
        if isinstance(node, ast.With) and any(_is_inference(item.context_expr) for item in node.items):
            for call in _called(node.body):
                if last_name(call.func) in _NETWORKS and call.args and dotted(call.func):
                    return dotted(call.func)
    return ""


def _is_inference(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and dotted(value.func) in _INFERENCE


def _yields(function: ast.FunctionDef) -> bool:
    """Tell whether a call of a function only makes a generator, which runs elsewhere."""
    return any(isinstance(part, (ast.Yield, ast.YieldFrom)) for part in ast.walk(function))
