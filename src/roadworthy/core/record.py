"""Dataclasses whose methods are made when they are first called: see `core/dataclass.py`.

The standard library compiles the text of six functions for each class that is defined. A run defines some
hundreds of classes and makes values of a few dozen, so this was a quarter of a short run. Here, a method is
compiled when it is first called (`core/late.py`). What a class offers is what the standard library's offers,
whose own functions take it for one of theirs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from roadworthy.core.late import KEPT, MISSING, compare, initialise, late, summarise


class RecordField:
    """What is known of a field; the names are those of the standard library's `Field`."""

    __slots__ = ("compare", "default", "default_factory", "hash", "init", "name", "repr", "type")

    def __init__(
        self,
        default: Any,
        factory: Any = MISSING,
        init: bool = True,
        shown: bool = True,
        compare: bool = True,
        hashed: bool | None = None,
    ) -> None:
        self.name, self.type = "", ""
        self.default, self.default_factory = default, factory
        self.init, self.repr, self.compare, self.hash = init, shown, compare, hashed


class Parameters:
    """How a class was made, as the standard library asks for it."""

    __slots__ = ("eq", "frozen", "init", "match_args", "order", "repr", "slots", "unsafe_hash")

    def __init__(self, init: bool, eq: bool, frozen: bool, slots: bool) -> None:
        self.init, self.eq, self.frozen, self.slots = init, eq, frozen, slots
        self.repr, self.match_args, self.order, self.unsafe_hash = True, True, False, False


class _StandardFields:
    """Gives a class the fields as the standard library has them, once its functions ask for them."""

    def __get__(self, value: object, kind: type) -> dict[str, Any]:
        import dataclasses

        found: dict[str, Any] = {}
        for item in getattr(kind, KEPT):
            given = {"default": item.default} if item.default is not MISSING else {}
            if item.default_factory is not MISSING:
                given = {"default_factory": item.default_factory}
            made = dataclasses.field(
                init=item.init, repr=item.repr, hash=item.hash, compare=item.compare, kw_only=False, **given
            )
            made.name, made.type = item.name, item.type
            # What its functions tell fields from class variables by.
            made._field_type = dataclasses._FIELD  # type: ignore[attr-defined]
            found[item.name] = made
        return found


def field(
    *,
    default: Any = MISSING,
    default_factory: Any = MISSING,
    init: bool = True,
    repr: bool = True,
    hash: bool | None = None,
    compare: bool = True,
) -> Any:
    """Return what is known of a field beside its type."""
    return RecordField(default, default_factory, init, repr, compare, hash)


def dataclass(
    kind: type[Any] | None = None,
    /,
    *,
    init: bool = True,
    eq: bool = True,
    frozen: bool = False,
    slots: bool = False,
) -> Any:
    """Make a dataclass of a class, or return what does."""
    if kind is None:
        return lambda found: _made(found, Parameters(init, eq, frozen, slots))
    return _made(kind, Parameters(init, eq, frozen, slots))


def fields(value: Any) -> tuple[Any, ...]:
    """Return the fields of a dataclass or of a value of one; those of the standard library's, too."""
    home = _home(value)
    if home is None or KEPT not in vars(home):
        import dataclasses

        return dataclasses.fields(value)
    found: tuple[Any, ...] = vars(home)[KEPT]
    return found


def is_dataclass(value: object) -> bool:
    """Tell whether something is a dataclass or a value of one; of the standard library's, too."""
    return _home(value) is not None


def replace(value: Any, /, **changes: Any) -> Any:
    """Return a value with some fields changed, as the standard library does."""
    for item in fields(value):
        if not item.init:
            if item.name in changes:
                raise ValueError(f"field {item.name} is declared with init=False")
        elif item.name not in changes:
            changes[item.name] = getattr(value, item.name)
    return type(value)(**changes)


def _home(value: object) -> type | None:
    """Return the class that is a dataclass, of those that a value or a class comes from."""
    kind = value if isinstance(value, type) else type(value)
    return next((base for base in kind.__mro__ if "__dataclass_fields__" in vars(base)), None)


def _made(kind: type[Any], parameters: Parameters) -> type[Any]:
    known: dict[str, Any] = {}
    for base in kind.__mro__[-1:0:-1]:
        if _home(base) is base:
            known |= {item.name: _ours(item) for item in fields(base)}
    own: list[RecordField] = []
    for name, annotation in kind.__annotations__.items():
        if "ClassVar" in str(annotation):
            continue
        given = vars(kind).get(name, MISSING)
        item = given if isinstance(given, RecordField) else RecordField(given)
        if type(item.default).__hash__ is None:
            raise ValueError(f"the default of field {name} could change: use default_factory")
        item.name, item.type = name, annotation
        known[name] = item
        own.append(item)
    found = tuple(known.values())
    namespace = _methods(found, parameters, vars(kind))
    if parameters.slots:
        return _with_slots(kind, own, namespace)
    for item in own:
        if item.default is not MISSING:
            setattr(kind, item.name, item.default)
        elif item.name in vars(kind):
            delattr(kind, item.name)
    for name, value in namespace.items():
        setattr(kind, name, value)
    return kind


def _ours(item: Any) -> RecordField:
    """Return a field, which may be one of the standard library's."""
    if isinstance(item, RecordField):
        return item
    import dataclasses

    default, factory = (
        MISSING if given is dataclasses.MISSING else given for given in (item.default, item.default_factory)
    )
    made = RecordField(default, factory, item.init, item.repr, item.compare, item.hash)
    made.name, made.type = item.name, item.type
    return made


def _with_slots(kind: type[Any], own: list[RecordField], namespace: dict[str, Any]) -> type[Any]:
    """Return the class anew: what is to be in slots is said before a class is made."""
    inherited = {name for base in kind.__mro__[1:-1] for name in vars(base).get("__slots__", ())}
    body = {name: value for name, value in vars(kind).items() if name not in ("__dict__", "__weakref__")}
    for item in own:
        body.pop(item.name, None)
    slots = tuple(item.name for item in own if item.name not in inherited)
    metaclass: Any = type(kind)
    made: type[Any] = metaclass(kind.__name__, kind.__bases__, {**body, "__slots__": slots, **namespace})
    made.__qualname__ = kind.__qualname__
    return made


def _methods(found: tuple[Any, ...], parameters: Parameters, body: Any) -> dict[str, Any]:
    """Return what a class gets that its `body` does not have."""
    names = tuple(item.name for item in found)
    made: dict[str, Any] = {
        KEPT: found,
        "__dataclass_fields__": _StandardFields(),
        "__dataclass_params__": parameters,
    }
    offered: dict[str, Any] = {
        "__repr__": _show,
        "__replace__": replace,
        "__match_args__": tuple(item.name for item in found if item.init),
    }
    if parameters.init:
        offered["__init__"] = late("__init__", initialise)
    if parameters.eq:
        offered["__eq__"] = late("__eq__", compare)
        # Python itself sets `__hash__` to None where a body defines equality alone.
        if body.get("__hash__") is None:
            made["__hash__"] = late("__hash__", summarise) if parameters.frozen else None
    if parameters.frozen:
        made["__setattr__"], made["__delattr__"] = _refused("assign to"), _refused("delete")
        if parameters.slots:
            offered["__getstate__"] = lambda self: [getattr(self, name) for name in names]
            offered["__setstate__"] = _restored(names)
    return {**{name: value for name, value in offered.items() if name not in body}, **made}


def _show(self: Any) -> str:
    shown = (item.name for item in getattr(self, KEPT) if item.repr)
    inner = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
    return f"{type(self).__qualname__}({inner})"


def _refused(what: str) -> Callable[..., None]:
    """Return what stands for assigning or deleting: classes made of frozen ones may have more attributes."""

    def refuse(self: Any, name: str, *value: Any) -> None:
        kind = type(self)
        if KEPT in vars(kind) or any(item.name == name for item in getattr(kind, KEPT)):
            from dataclasses import FrozenInstanceError

            raise FrozenInstanceError(f"cannot {what} field {name!r}")
        (object.__setattr__ if value else object.__delattr__)(self, name, *value)

    return refuse


def _restored(names: tuple[str, ...]) -> Callable[[Any, Any], None]:
    def restore(self: Any, state: Any) -> None:
        for name, value in zip(names, state, strict=True):
            object.__setattr__(self, name, value)

    return restore
