"""The classes of a module, as calls of them need to know them."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from roadworthy import dotted
from roadworthy_rules.code.calls._signatures import Function

#: By these a class may have attributes that its text does not show.
_UNSEEN = frozenset("__getattr__ __getattribute__ __new__".split())
_KEEPING = frozenset("dataclass final total_ordering".split())
#: Metaclasses that leave methods as they are.
_LEAVING = frozenset(("ABCMeta", "EnumMeta", "EnumType"))
#: The class of torch that networks inherit from.
NETWORKS = frozenset(("nn.Module", "torch.nn.Module"))


@dataclass(frozen=True, slots=True)
class OwnClass:
    """A class at the top of a module: its bases, methods, and what it takes if its fields tell.

    `fixed` is false where a decorator, a metaclass or `__new__` may change what it takes or has; `remade` is
    true where a metaclass may replace its methods, and those of the classes that inherit from it.
    """

    name: str
    line: int
    bases: tuple[str, ...]
    methods: Mapping[str, Function]
    names: frozenset[str]
    fields: tuple[tuple[str, bool, bool], ...] | None
    fixed: bool
    remade: bool = False


def class_of(node: ast.ClassDef, methods: Mapping[str, Function], bound: set[str]) -> OwnClass:
    decorators = {dotted(item).removesuffix("()").rpartition(".")[2] for item in node.decorator_list}
    bases = tuple(ast.unparse(base) if not dotted(base) else dotted(base) for base in node.bases)
    fixed = not node.keywords and decorators <= _KEEPING and _UNSEEN.isdisjoint(bound)
    fields = None
    if "dataclass" in decorators:
        given = next(item for item in node.decorator_list if "dataclass" in dotted(item))
        settings = given.keywords if isinstance(given, ast.Call) else []
        fields = _fields(node, any(item.arg == "kw_only" for item in settings))
        if fields is None or any(item.arg == "init" for item in settings):
            fields, fixed = None, False
    elif len(bases) == 1 and bases[0].rpartition(".")[2] == "NamedTuple":
        fields = _named_fields(node)
    remade = any(
        item.arg == "metaclass" and dotted(item.value).rpartition(".")[2] not in _LEAVING
        for item in node.keywords
    )
    return OwnClass(node.name, node.lineno, bases, methods, frozenset(bound), fields, fixed, remade)


def _fields(node: ast.ClassDef, by_name: bool) -> tuple[tuple[str, bool, bool], ...] | None:
    """Return name, whether it has a default and whether it is given by name alone, of each field."""
    found: list[tuple[str, bool, bool]] = []
    for item in node.body:
        if not isinstance(item, ast.AnnAssign) or not isinstance(item.target, ast.Name):
            continue
        kind = item.annotation
        annotation = str(kind.value) if isinstance(kind, ast.Constant) else dotted(kind)
        if "ClassVar" in annotation:
            continue
        if "KW_ONLY" in annotation:
            return None
        default, named = item.value is not None, by_name
        if isinstance(item.value, ast.Call) and dotted(item.value.func).rpartition(".")[2] == "field":
            settings = {keyword.arg: keyword.value for keyword in item.value.keywords}
            if None in settings or "kw_only" in settings:
                return None
            init = settings.get("init")
            if init is not None and not isinstance(init, ast.Constant):
                return None
            if init is not None and not init.value:
                continue
            default = "default" in settings or "default_factory" in settings
        elif isinstance(item.value, ast.Call):
            # Other functions may make fields, too.
            return None
        found.append((item.target.id, default, named))
    return tuple(found)


def _named_fields(node: ast.ClassDef) -> tuple[tuple[str, bool, bool], ...]:
    """Return the same of a `NamedTuple`, where whatever stands behind a field is its default."""
    return tuple(
        (item.target.id, item.value is not None, False)
        for item in node.body
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name)
    )
