"""`dataclass`, but for the methods of the class: each is written when it is first called.

The standard library writes and compiles up to seven methods for each class as its module is imported. That
was a quarter of a short run, and most of these classes have no object in it. To a type checker this is the
standard library's `dataclass`; `fields`, `replace` and the like treat the classes as usual.
"""

from __future__ import annotations

import dataclasses
import types
from dataclasses import field

TYPE_CHECKING = False  # see roadworthy/__init__.py
if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import dataclass
    from typing import Any

__all__ = ["dataclass", "field"]

_MISSING = dataclasses.MISSING


def _dataclass(
    cls: Any = None, /, *, frozen: bool = False, slots: bool = False, eq: bool = True, init: bool = True
) -> Any:
    """Return a class as a dataclass, or what makes one of it; the options are the standard library's."""

    def wrap(cls: Any) -> Any:
        if hasattr(cls, "__dataclass_fields__"):  # what it inherits: few do, and all of it must fit
            return dataclasses.dataclass(frozen=frozen, slots=slots, eq=eq, init=init)(cls)
        own = dict(vars(cls))
        made: Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)(cls)
        # What inherits from it is asked to fit, and `core/plain.py` asks whether it has this constructor.
        params = made.__dataclass_params__
        params.init, params.repr, params.eq, params.frozen = init, True, eq, frozen
        asked = {"__init__": init, "__repr__": True, "__eq__": eq}
        names = [name for name, wanted in asked.items() if wanted and name not in own]
        methods: dict[str, Any] = {name: _late(made, name, frozen) for name in names}
        if eq and own.get("__hash__") is None:
            methods["__hash__"] = _late(made, "__hash__", frozen) if frozen else None
        if frozen:
            methods |= _frozen(made)
            if slots:
                methods |= {"__getstate__": _state, "__setstate__": _set_state}
        for name, method in methods.items():
            setattr(made, name, method)
        return made

    return wrap if cls is None else wrap(cls)


if not TYPE_CHECKING:
    dataclass = _dataclass


def _late(cls: Any, name: str, frozen: bool) -> Callable[..., Any]:
    """Return what stands for a method of a class, and writes it where it is called."""

    def method(self: Any, /, *given: Any, **named: Any) -> Any:
        scope: dict[str, Any] = {"_set": object.__setattr__, "_MISSING": _MISSING}
        for one in dataclasses.fields(cls):
            scope |= {f"_default_{one.name}": one.default, f"_make_{one.name}": one.default_factory}
            if _is_slot(cls, one.name):
                scope[f"_fill_{one.name}"] = getattr(cls, one.name).__set__
        exec(_WRITTEN[name](cls, frozen), scope)
        written = scope[name]
        written.__module__, written.__qualname__ = cls.__module__, f"{cls.__qualname__}.{name}"
        setattr(cls, name, written)
        return written(self, *given, **named)

    return method


def _is_slot(cls: Any, name: str) -> bool:
    return type(getattr(cls, name, None)) is types.MemberDescriptorType


def _init(cls: Any, frozen: bool) -> str:
    given, lines = ["self"], []
    for one in dataclasses.fields(cls):
        name, value = one.name, one.name
        if one.default_factory is not _MISSING:
            value = f"_make_{name}() if {name} is _MISSING else {name}" if one.init else f"_make_{name}()"
            default = "=_MISSING"
        else:
            default = "" if one.default is _MISSING else f"=_default_{name}"
            if not one.init:
                value = default[1:]
        if one.init:
            given.append(name + default)
        # A slot is filled faster by itself than by its name.
        fill = f"_fill_{name}(self, " if _is_slot(cls, name) else f"_set(self, {name!r}, "
        if value:
            lines.append(f"{fill}{value})" if frozen else f"self.{name} = {value}")
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    return "\n ".join([f"def __init__({', '.join(given)}):", *(lines or ["pass"])])


def _repr(cls: Any, _: bool) -> str:
    parts = ", ".join(f"{one.name}={{self.{one.name}!r}}" for one in dataclasses.fields(cls) if one.repr)
    return f"def __repr__(self): return f'{{type(self).__qualname__}}({parts})'"


def _eq(cls: Any, _: bool) -> str:
    names = [one.name for one in dataclasses.fields(cls) if one.compare]
    equal = f"{_values('self', names)} == {_values('other', names)}"
    return f"def __eq__(self, other): return {equal} if other.__class__ is self.__class__ else NotImplemented"


def _hash(cls: Any, _: bool) -> str:
    fields = dataclasses.fields(cls)
    names = [one.name for one in fields if (one.compare if one.hash is None else one.hash)]
    return f"def __hash__(self): return hash({_values('self', names)})"


_WRITTEN = {"__init__": _init, "__repr__": _repr, "__eq__": _eq, "__hash__": _hash}


def _values(of: str, names: list[str]) -> str:
    return f"({''.join(f'{of}.{name}, ' for name in names)})"


def _frozen(cls: Any) -> dict[str, Callable[..., Any]]:
    """Return what keeps the fields of a class, and all attributes of its objects, from being changed."""
    names = frozenset(one.name for one in dataclasses.fields(cls))

    def change(self: Any, name: str, value: Any) -> None:
        if type(self) is cls or name in names:
            raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")
        super(cls, self).__setattr__(name, value)

    def delete(self: Any, name: str) -> None:
        if type(self) is cls or name in names:
            raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")
        super(cls, self).__delattr__(name)

    return {"__setattr__": change, "__delattr__": delete}


def _state(self: Any) -> list[Any]:
    return [getattr(self, one.name) for one in dataclasses.fields(self)]


def _set_state(self: Any, state: list[Any]) -> None:
    for one, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, one.name, value)
