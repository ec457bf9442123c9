"""What one module tells of its own functions and classes, and of the calls that may be of some."""

from __future__ import annotations

import ast
import builtins
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from roadworthy import Span, bindings_of, is_standard, nodes_of
from roadworthy_rules.code.calls._classes import OwnClass, class_of
from roadworthy_rules.code.calls._places import FUNCTIONS, ScopesByLine
from roadworthy_rules.code.calls._signatures import Function, Given, function_of, given_by, misfit
from roadworthy_rules.code.calls._unread import unread_parameters
from roadworthy_rules.code.calls._unsure import unsure_lines

if TYPE_CHECKING:
    from roadworthy import Module

#: Libraries whose functions are called most: no project has a module of such a name.
_FOREIGN = frozenset(
    "PIL cv2 jax keras matplotlib np numpy pandas pd plt pytest requests scipy seaborn sklearn tensorflow tf"
    " torch torchvision tqdm transformers".split()
)
#: How the head of a module names what a tool wrote it from.
_WRITTEN_FROM = re.compile(r"generated from\s{1,9}(?:#\s{0,99})?([\w./-]{1,200}\.py)\b")
_HEAD = 2_000


@dataclass(frozen=True, slots=True)
class OwnCall:
    """A call that may be of the project's own function, by the name that is called.

    `within` is the class that holds it where `callee` begins with `self` or `super()`. `made` is the class of
    the object that is called, or whose method is, and `holder` the class that keeps it as an attribute of
    `self`. `unpacked` is to how many names its result is given.
    """

    callee: str
    given: Given | None
    at: Span
    within: str = ""
    made: str = ""
    unpacked: int = 0
    waited: bool = False
    holder: str = ""


@dataclass(frozen=True, slots=True)
class ModuleCalls:
    """What a module defines and calls; `unsure` are the names at its top that are bound more than once.

    `written_from` is the module from which a tool wrote this one, of which nothing else is told.
    """

    path: str
    functions: Mapping[str, Function]
    classes: Mapping[str, OwnClass]
    unsure: frozenset[str]
    calls: tuple[OwnCall, ...] = field(repr=False)
    written_from: str = ""


def seen_in(module: Module) -> ModuleCalls:
    """Return what a module defines and calls."""
    returning = sorted(
        node.lineno for node in nodes_of(module, ast.Return) if isinstance(node.value, ast.Tuple)
    )
    bindings = bindings_of(module)
    scopes, top = bindings.scopes, bindings.scopes[0]
    functions: dict[str, Function] = {}
    classes: dict[str, OwnClass] = {}
    methods: dict[int, list[Any]] = {}
    unread = unread_parameters(scopes, module) if module.role == "source" else {}
    for scope in scopes:
        node, parent = scope.node, scope.parent
        if isinstance(node, FUNCTIONS):
            # `_` marks texts for translation, and need not be what the program calls.
            if parent is top and node.name != "_":
                functions[node.name] = function_of(node, False, returning, unread.get(node.lineno, ()))
            elif parent is not None and parent.kind == "class":
                methods.setdefault(id(parent), []).append(node)
    for scope in scopes:
        if scope.kind == "class" and scope.parent is top and isinstance(scope.node, ast.ClassDef):
            found = {
                node.name: function_of(node, True, returning, unread.get(node.lineno, ()))
                for node in methods.get(id(scope), ())
            }
            sure = {name: function for name, function in found.items() if name not in scope.rebound}
            classes[scope.node.name] = class_of(scope.node, sure, scope.bound)
    # What nothing here binds, `import *` may.
    starred = bindings.unbound if "import *" in module.text else frozenset()
    calls = tuple(_calls(module, scopes, functions, classes, starred))
    return ModuleCalls(module.path, functions, classes, frozenset(top.rebound), calls)


def template_of(module: Module) -> ModuleCalls | None:
    """Return from what a tool wrote a module, None where its head does not name it."""
    written = _WRITTEN_FROM.search(module.text[:_HEAD])
    return ModuleCalls(module.path, {}, {}, frozenset(), (), written[1]) if written else None


def _calls(
    module: Module,
    scopes: Sequence[Any],
    functions: Mapping[str, Function],
    classes: Mapping[str, OwnClass],
    starred: frozenset[str],
) -> Iterator[OwnCall]:
    top = scopes[0]
    inner = [scope for scope in scopes if scope.kind not in ("module", "class")]
    local = set().union(*(scope.bound for scope in inner)) if inner else set()
    small = set().union(*(s.bound for s in inner if not isinstance(s.node, FUNCTIONS))) if inner else set()
    ours = {name for name in (*functions, *classes) if name not in local and name not in top.rebound}
    ours |= starred - local
    for node in nodes_of(module, ast.Import, ast.ImportFrom):
        first = (getattr(node, "module", "") or "").partition(".")[0]
        for alias in node.names:
            name = alias.asname or alias.name.partition(".")[0]
            root = first or alias.name.partition(".")[0]
            foreign = not getattr(node, "level", 0) and (root in _FOREIGN or is_standard(root))
            if name in top.imported and not foreign and name not in local and name not in top.rebound:
                ours.add(name)
    places = ScopesByLine(scopes)
    made = _made(module, places, ours, small)
    kept = _kept(module, places, ours)
    roots = {"self", "super", *ours, *(name for _, name in made)}
    called = [(node, name) for node in nodes_of(module, ast.Call) if (name := _root(node.func)) in roots]
    if not called:
        return
    skipped = unsure_lines(module)
    unpacked = _unpacked(module)
    # The top of a module calls the built-in function until its own one of that name is defined.
    shadowing = functions.keys() & vars(builtins).keys()
    met: set[tuple[object, ...]] = set()
    for node, root in called:
        function = node.func
        if node.lineno in skipped or (
            root in shadowing and node.lineno < functions[root].line and places.around(node) is top
        ):
            continue
        within = maker = holder = ""
        if root == "self" and (attribute := _of_kept(function)):
            holder = places.class_around(places.around(node))
            maker = kept.get((holder, attribute), "")
        if not maker and root == "self" and not _is_of_self(function, node):
            continue
        if not maker and root in ("self", "super"):
            holder = ""
            within = places.class_around(places.around(node))
            if not within:
                continue
        elif not maker and root not in ours:
            maker = made.get((id(places.around(node)), root), "") if root not in small else ""
            if not maker:
                continue
        number, waited = unpacked.get(id(node), (0, False))
        given = given_by(node)
        if given is not None and not number:
            # Most calls are right, and of what stands here.
            taken = None
            if maker:
                signature = None
            elif root == "self":
                taken = classes[within].methods.get(function.attr)
                signature = taken.bound if taken else None
            else:
                taken = functions.get(root)
                signature = taken.signature if taken and type(function) is ast.Name else None
            if signature and taken and not taken.unread and not misfit("", signature, given):
                continue
        callee = _callee(function).removeprefix("self." if holder else "")
        key = (callee, given, within, maker, number, waited, holder)
        if key in met or not callee or (given is None and not number and not within):
            continue
        met.add(key)
        yield OwnCall(callee, given, module.span(node), within, maker, number, waited, holder)


def _root(node: Any) -> str:
    """Return the name with which the name of what is called begins, `super` for `super().method`."""
    while type(node) is ast.Attribute:
        node = node.value
    if type(node) is ast.Name:
        return str(node.id)
    return (
        "super" if type(node) is ast.Call and type(node.func) is ast.Name and node.func.id == "super" else ""
    )


def _is_of_self(function: Any, call: ast.Call) -> bool:
    """Tell whether a method of `self` is called, that is not handed a class as its object."""
    if type(function) is not ast.Attribute or type(function.value) is not ast.Name:
        return False
    return not any(isinstance(item, ast.Name) and item.id == "self" for item in call.args[:1])


def _made(
    module: Module, places: ScopesByLine, ours: set[str], small: set[str]
) -> dict[tuple[int, str], str]:
    """Return the class by whose name an object is made that a name of a scope alone stands for."""
    if nodes_of(module, ast.Nonlocal):
        return {}
    found: dict[tuple[int, str], str] = {}
    for node in nodes_of(module, ast.Assign):
        if len(node.targets) != 1 or not isinstance(node.value, ast.Call):
            continue
        target, callee = node.targets[0], _callee(node.value.func)
        root, _, rest = callee.partition(".")
        if (
            not isinstance(target, ast.Name)
            or root not in ours
            or not (rest or root).rpartition(".")[2][:1].isupper()
        ):
            continue
        scope = places.around(node.value)
        if scope is not None and scope.kind != "class" and target.id not in scope.rebound | small:
            found[id(scope), target.id] = callee
    return found


def _kept(module: Module, places: ScopesByLine, ours: set[str]) -> dict[tuple[str, str], str]:
    """Return the class by whose name an attribute of `self` is made, by the class that keeps it.

    An attribute that a module binds in more than one place may be something else.
    """
    found: dict[tuple[str, str], str] = {}
    for node in nodes_of(module, ast.Assign):
        match node:
            case ast.Assign(
                targets=[ast.Attribute(value=ast.Name(id="self"), attr=attribute)], value=ast.Call() as value
            ):
                callee = _callee(value.func)
                root, _, rest = callee.partition(".")
                named = (rest or root).rpartition(".")[2]
                if root in ours and named[:1].isupper() and (scope := places.around(value)):
                    found[places.class_around(scope), attribute] = callee
    counts = _stored(module) if found else {}
    return {key: callee for key, callee in found.items() if key[0] and counts[key[1]] == 1}


def _stored(module: Module) -> Counter[str]:
    """Return how often a module binds attributes of each name."""
    counts: Counter[str] = Counter()
    for node in nodes_of(module, ast.Assign, ast.AnnAssign, ast.AugAssign, ast.For, ast.With):
        targets = getattr(node, "targets", None) or [getattr(node, "target", None)]
        targets += [item.optional_vars for item in getattr(node, "items", ())]
        for part in (part for target in targets if target is not None for part in ast.walk(target)):
            if isinstance(part, ast.Attribute) and isinstance(part.ctx, ast.Store):
                counts[part.attr] += 1
    return counts


def _of_kept(function: Any) -> str:
    """Return the attribute of `self` that is called, or whose method is."""
    match function:
        case ast.Attribute(value=ast.Name(id="self"), attr=attribute):
            return str(attribute)
        case ast.Attribute(value=ast.Attribute(value=ast.Name(id="self"), attr=attribute)):
            return str(attribute)
    return ""


def _callee(node: ast.expr) -> str:
    """Return the dotted name of what is called, `super().method` among them."""
    parts: list[str] = []
    while type(node) is ast.Attribute:
        parts.append(node.attr)
        node = node.value
    if type(node) is ast.Name:
        parts.append(node.id)
    elif len(parts) == 1 and type(node) is ast.Call and _root(node) == "super" and not node.args:
        parts.append("super()")
    else:
        return ""
    return ".".join(reversed(parts))


def _unpacked(module: Module) -> dict[int, tuple[int, bool]]:
    """Return to how many names the results of calls are given, and whether they are awaited."""
    found: dict[int, tuple[int, bool]] = {}
    for node in nodes_of(module, ast.Assign):
        value = node.value
        waited = isinstance(value, ast.Await)
        value = value.value if isinstance(value, ast.Await) else value
        for target in node.targets:
            if not isinstance(value, ast.Call) or not isinstance(target, (ast.Tuple, ast.List)):
                continue
            if not any(isinstance(item, ast.Starred) for item in target.elts):
                found[id(value)] = (len(target.elts), waited)
    return found
