"""What seeds the random numbers of a training, and what asks for a seed."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from roadworthy import Module, dotted, nodes_of

#: Keywords that take a seed, and calls that take one for their own draws alone.
_KEYWORDS = frozenset(("random_seed", "seed"))
_OWN_DRAWS = frozenset(
    "KFold Random RandomState ShuffleSplit StratifiedKFold add_argument choice default_rng permutation"
    " resample sample shuffle train_test_split".split()
)
#: A table of arguments that may be handed on.
_KEY = re.compile(r"[\"'](?:random_)?seed[\"']\s*:")
_SEED_OPTIONS = frozenset(("--manual-seed", "--manual_seed", "--random-seed", "--random_seed", "--seed"))


@dataclass(frozen=True, slots=True)
class SeedCall:
    """A call that sets a seed, as it is written, and of what: `torch`, `TensorFlow`, "" for both of them.

    `within` is the name of the function that holds it, or of a method that only seeds by its name; "" outside
    of functions and in other methods. `asked` is true where it depends on whether there is a seed, `file` is
    the module that it stands in.
    """

    name: str
    seeds: str
    within: str = ""
    asked: bool = False
    file: str = ""


@dataclass(frozen=True, slots=True)
class SeedOption:
    """An option of the command line for the seed, and whether it has a value where it is not given."""

    is_set: bool


def seed_calls_in(module: Module) -> tuple[SeedCall, ...]:
    """Return the calls that seed a library of networks, or may do so."""
    if "seed" not in module.text.lower():
        return ()
    if _KEY.search(module.text):
        return (SeedCall("", ""),)
    asked = {
        id(part)
        for node in nodes_of(module, ast.If)
        if _asks(node.test)
        for statement in node.body
        for part in ast.walk(statement)
    }
    generators = {
        dotted(target)
        for node in nodes_of(module, ast.Assign)
        if isinstance(node.value, ast.Call) and dotted(node.value.func).rpartition(".")[2] == "Generator"
        for target in node.targets
    }
    found = []
    for node in nodes_of(module, ast.Call):
        calls = _seeds(node)
        if _is_super(node) and "torch" not in module.text and "lightning" not in module.text:
            continue
        if not calls or dotted(node.func).rpartition(".")[0] in generators - {""}:
            continue
        route = module.at(node).route
        within = str(route[-1]) if route and _is_plain([*map(str, route)], module) else ""
        found += [replace(call, within=within, asked=id(node) in asked, file=module.path) for call in calls]
    return tuple(found)


def _is_super(node: ast.Call) -> bool:
    """Tell whether a call is `super().__init__()`, which seeds no network in a module without one."""
    match node.func:
        case ast.Attribute(attr="__init__", value=ast.Call(func=ast.Name(id="super"))):
            return True
    return False


def _asks(test: ast.expr) -> bool:
    """Tell whether a condition asks if there is a seed at all."""
    if isinstance(test, ast.Compare):
        if not isinstance(test.comparators[0], (ast.Constant, ast.UnaryOp)):
            return False
        test = test.left
    return dotted(test).rpartition(".")[2] in ("manual_seed", "random_seed", "seed")


def seed_options_in(module: Module) -> tuple[SeedOption, ...]:
    """Return the options for a seed, and whether they have a default."""
    if "seed" not in module.text or "add_argument" not in module.text:
        return ()
    return tuple(
        SeedOption(any(item.arg == "default" and _is_value(item.value) for item in node.keywords))
        for node in nodes_of(module, ast.Call)
        if isinstance(node.func, ast.Attribute)
        and node.func.attr == "add_argument"
        and any(isinstance(item, ast.Constant) and item.value in _SEED_OPTIONS for item in node.args)
    )


def _is_value(default: ast.expr) -> bool:
    """Tell whether a default is a seed: `None` and `-1` say that there is none."""
    return not (isinstance(default, ast.Constant) and default.value is None) and ast.unparse(default) != "-1"


def _is_plain(route: list[str], module: Module) -> bool:
    """Tell whether a route is that of a function without decorators, which runs only where it is named.

    So is a method such as `fix_seed`, if its class inherits nothing: a library calls others, or `seed`.
    """
    body = module.tree.body
    if len(route) == 2 and "seed" in route[1].lower() and route[1] != "seed":
        classes = [item for item in body if isinstance(item, ast.ClassDef) and item.name == route[0]]
        if len(classes) != 1 or not all(dotted(base) == "object" for base in classes[0].bases):
            return False
        body = classes[0].body
    elif len(route) != 1:
        return False
    return any(
        isinstance(item, ast.FunctionDef) and item.name == route[-1] and not item.decorator_list
        for item in body
    )


def _seeds(node: ast.Call) -> Sequence[SeedCall]:
    name = dotted(node.func)
    owner, _, last = name.rpartition(".")
    if last == "manual_seed" or last.startswith("manual_seed_"):
        return (SeedCall(name, "torch" if owner.startswith("torch") else ""),)
    if last in ("set_random_seed", "set_seed") and owner.partition(".")[0] in ("tf", "tensorflow"):
        return (SeedCall(name, "TensorFlow"),)
    # `random.seed`, `np.random.seed`, and `seed` of an environment seed nothing else.
    if "seed" in last.lower() and last != "seed":
        return (SeedCall(name, ""),)
    given = any(item.arg in _KEYWORDS and _is_value(item.value) for item in node.keywords)
    return (SeedCall(name, ""),) if given and last not in _OWN_DRAWS else ()
