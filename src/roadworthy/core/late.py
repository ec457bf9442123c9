"""Methods of dataclasses, each compiled when it is first called, for the class that has it.

Compiled, since a method that goes through a list of fields takes twice as long each time.
"""

from __future__ import annotations

from collections.abc import Callable
from types import MemberDescriptorType
from typing import Any

#: Stands for what was not given.
MISSING: Any = type("MISSING", (), {"__repr__": lambda self: "<not given>"})()
#: What a class keeps its fields as.
KEPT = "__record_fields__"
#: From a class to the text of a method, and the values of the names in it.
Writer = Callable[[Any], tuple[str, dict[str, Any]]]


def late(name: str, write: Writer) -> Callable[..., Any]:
    """Return a method that puts a compiled one in its own place."""

    def method(self: Any, *values: Any, **named: Any) -> Any:
        kind = next(base for base in type(self).__mro__ if vars(base).get(name) is method)
        text, known = write(kind)
        exec(text, known)
        made = known[name]
        made.__qualname__, made.__module__ = f"{kind.__qualname__}.{name}", kind.__module__
        setattr(kind, name, made)
        return made(self, *values, **named)

    return method


def initialise(kind: Any) -> tuple[str, dict[str, Any]]:
    """Write `__init__`: assignments, which for a frozen class go past its `__setattr__`."""
    parameters, body = ["self"], []
    known: dict[str, Any] = {"_missing": MISSING, "_put": object.__setattr__}
    for number, item in enumerate(getattr(kind, KEPT)):
        name = item.name
        value, default = name, ""
        if item.default_factory is not MISSING:
            known[f"_made{number}"] = item.default_factory
            value = f"_made{number}() if {name} is _missing else {name}" if item.init else f"_made{number}()"
            default = "=_missing"
        elif item.default is not MISSING:
            known[f"_default{number}"] = item.default
            value = name if item.init else f"_default{number}"
            default = f"=_default{number}"
        if item.init:
            parameters.append(name + default)
        elif not default or (item.default is not MISSING and not kind.__dataclass_params__.slots):
            # Without a value, or with the class's.
            continue
        if not kind.__dataclass_params__.frozen:
            body.append(f"self.{name} = {value}")
        elif isinstance(slot := getattr(kind, name, None), MemberDescriptorType):
            # Faster than `object.__setattr__`, which looks for it each time.
            known[f"_put{number}"] = slot.__set__
            body.append(f"_put{number}(self, {value})")
        else:
            body.append(f"_put(self, {name!r}, {value})")
    if hasattr(kind, "__post_init__"):
        body.append("self.__post_init__()")
    return f"def __init__({', '.join(parameters)}):\n " + "\n ".join(body or ["pass"]), known


def compare(kind: Any) -> tuple[str, dict[str, Any]]:
    """Write `__eq__`: values are equal that are of one class and have equal fields."""
    names = [item.name for item in getattr(kind, KEPT) if item.compare]
    same = f"return {_values(names, 'self')} == {_values(names, 'other')}"
    test = f" if other.__class__ is self.__class__:\n  {same}\n return NotImplemented"
    return f"def __eq__(self, other):\n{test}", {}


def summarise(kind: Any) -> tuple[str, dict[str, Any]]:
    """Write `__hash__`, of the fields that `__eq__` compares, unless they say otherwise."""
    names = [item.name for item in getattr(kind, KEPT) if (item.compare if item.hash is None else item.hash)]
    return f"def __hash__(self):\n return hash({_values(names, 'self')})", {}


def _values(names: list[str], owner: str) -> str:
    return f"({''.join(f'{owner}.{name}, ' for name in names)})"
