"""Of which classes an object of a kind is, while names are followed from the tests.

See `facts/python/kinds.py`: a kind is what was called for the object, or what an annotation says of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING

from roadworthy.data.standard_library import is_standard
from roadworthy.facts.python import ENTER, FIXTURE, GIVEN, HEIRS, Class, Definition, Scope
from roadworthy.facts.tests.families import is_plain

if TYPE_CHECKING:
    from roadworthy.facts.tests.closure import Walk

#: Python's own types: what is not a collection holds nothing of ours.
PLAIN = frozenset("NoneType bool bytearray bytes complex ellipsis float int str".split())
#: What else Python itself has that returns nothing of ours, or a collection.
_BUILTIN = PLAIN.union(
    "ascii bin callable chr dict enumerate format frozenset hasattr hash hex id input isinstance issubclass"
    " len list oct open ord range repr set sorted tuple zip".split()
)
#: Modules whose names say what an object can do, and not what it is; whose objects stand for others.
_OPEN = frozenset(
    "abc asyncio collections.abc contextlib functools numbers types typing unittest weakref".split()
)
#: Modules whose functions return nothing of ours.
_APART = frozenset(
    "base64 csv datetime glob gzip hashlib hmac io json logging math os os.path pathlib platform re secrets"
    " shlex shutil socket sqlite3 string struct subprocess tempfile textwrap threading time urllib.parse"
    " urllib.request uuid zipfile zlib".split()
)
#: Libraries whose objects hold values, and others whose classes have methods of their own alone.
_TABLES = frozenset("numpy pandas polars".split())
_KNOWN = frozenset(
    "catboost click fastapi flask httpx lightgbm matplotlib plotly requests scipy sklearn starlette"
    " statsmodels streamlit typer xgboost".split()
)
#: Modules of theirs whose objects call what they are given.
_HANDING = frozenset(
    "calibration compose ensemble feature_selection model_selection multiclass pipeline".split()
)
#: How many steps a kind is followed through, and up to how many heirs' methods are asked what they give.
DEPTH = 6
_HEIRS = 100
_PROPERTIES = frozenset("cached_property functools.cached_property property".split())

#: Classes of ours, and whether heirs are meant; None where nothing tells, empty for what is none of ours.
Owners = list[tuple[Class, bool]] | None


def classes_of(walk: Walk, kind: str, scope: Scope, depth: int) -> Owners:
    """Return the classes of ours that a kind means, and whether heirs are meant; None where nothing tells.

    It is empty for what is certainly none of ours.
    """
    if depth >= DEPTH:
        return None
    key = (scope.path, scope.owner, kind)
    if key not in walk.known or depth < walk.known[key][0]:
        # What is asked from deeper may be cut off sooner.
        walk.known[key] = depth, _classes_of(walk, kind, scope, depth)
    return walk.known[key][1]


def _classes_of(walk: Walk, kind: str, scope: Scope, depth: int) -> Owners:
    if GIVEN in kind:
        base, _, name = kind.rpartition(GIVEN)
        return _given(walk, base, name, scope, depth + 1)
    if kind.startswith(FIXTURE):
        return _results(walk, walk.fixtures.meant(scope.path, kind[1:]), depth)
    name = kind.removesuffix(HEIRS)
    root, *path = name.split(".")
    if root in ("self", "cls"):
        return _of_self(walk, path, scope, depth)
    meaning = walk.lookup.meaning(scope.path, root, path)
    if meaning.variables or meaning.objects:
        return None
    if not meaning.definitions:
        return [] if _is_foreign(walk, name, kind != name, scope) else None
    if meaning.loose or len(meaning.rest) > (kind == name):
        return None
    found: list[tuple[Class, bool]] = []
    for place, item in meaning.definitions:
        owner = (place, ".".join(item.route))
        if item.kind == "class" and not meaning.rest:
            if walk.members.is_open(owner):
                return None
            found.append((owner, kind != name))
            continue
        if item.kind == "class":
            inner = _method(walk, (owner, False), meaning.rest[0], depth)
        else:
            inner = _results(walk, [(place, item)], depth) if not meaning.rest and kind == name else None
        if inner is None:
            return None
        found += inner
    return found


def _of_self(walk: Walk, path: list[str], scope: Scope, depth: int) -> Owners:
    """Return what `self` is, or what a method of it gives, or of what it holds."""
    if scope.owner is None or len(path) > 2:
        return None
    if not path:
        return [(scope.owner, True)]
    if len(path) == 1:
        return _method(walk, (scope.owner, True), path[0], depth)
    found: list[tuple[Class, bool]] = []
    for place, kind in walk.members.kinds(scope.owner, path[0]) or ():
        inner = _given(walk, kind, path[1], Scope(place[0], place), depth + 1)
        if inner is None:
            return None
        found += inner
    return found or None


def _given(walk: Walk, base: str, name: str, scope: Scope, depth: int) -> Owners:
    """Return what a method of an object of a kind gives."""
    if name == ENTER and (managers := _managers(walk, base, scope)):
        return _results(walk, managers, depth, managed=True)
    owners = classes_of(walk, base, scope, depth)
    if not owners:
        # What a collection gives may be ours.
        certain = name == ENTER or base.removesuffix(HEIRS) in PLAIN or _is_table(walk, base, scope)
        return owners if certain else None
    found: list[tuple[Class, bool]] = []
    for owner in owners:
        inner = _method(walk, owner, name, depth)
        if inner is None:
            return None
        found += inner
    return found


def _is_table(walk: Walk, kind: str, scope: Scope) -> bool:
    """Tell whether an object is a table or an array, or what its methods give."""
    name = kind.partition(GIVEN)[0].removesuffix(HEIRS)
    return (walk.lookup.foreign(scope.path, name) or "").partition(".")[0] in _TABLES


def _managers(walk: Walk, kind: str, scope: Scope) -> list[tuple[str, Definition]]:
    """Return the functions that make a context manager, if a kind means such ones."""
    root, *path = kind.split(".")
    found = walk.lookup.meaning(scope.path, root, path)
    if found.rest or found.loose or found.variables:
        return []
    managers = [item for item in found.definitions if _manages(item[1])]
    return managers if len(managers) == len(found.definitions) else []


def _manages(item: Definition) -> bool:
    return any(
        name.rpartition(".")[2] in ("asynccontextmanager", "contextmanager") for name in item.decorators
    )


def _method(walk: Walk, owner: tuple[Class, bool], name: str, depth: int) -> Owners:
    """Return what a method gives that an object of a class has, or of its heirs where these are meant."""
    holder, heirs = owner
    holders = walk.classes.nearest(holder, name)
    if heirs:
        below = (one for one in walk.classes.below((holder,)) if any(walk.classes.method(one, name)))
        holders += islice(below, _HEIRS)
    found: list[tuple[Class, bool]] = []
    for one in holders:
        for item in walk.classes.method(one, name):
            if not _PROPERTIES.isdisjoint(item.decorators):
                return None
            if item.gives == ("self",) and _is_told(item):
                found.append(owner)
                continue
            inner = _results(walk, [(one[0], item)], depth, one)
            if inner is None:
                return None
            found += inner
    return found if holders and len(holders) < _HEIRS else None


def _results(
    walk: Walk,
    items: Iterable[tuple[str, Definition]],
    depth: int,
    owner: Class | None = None,
    *,
    managed: bool = False,
) -> Owners:
    """Return what functions give; None where one of them does not tell, or there is none."""
    found: list[tuple[Class, bool]] = []
    told = False
    for place, item in items:
        if not item.gives or not (managed or _is_told(item)):
            return None
        for one in item.gives:
            inner = classes_of(walk, one, Scope(place, owner), depth + 1)
            if inner is None or (not inner and one.removesuffix(HEIRS) not in PLAIN):
                return None
            told = True
            found += inner
    return found if told else None


def _is_told(item: Definition) -> bool:
    return all(is_plain(name) or is_fixture(name) for name in item.decorators) and not _manages(item)


def is_fixture(decorator: str) -> bool:
    """Tell whether a decorator makes a fixture of a function."""
    return decorator.removesuffix("()").rpartition(".")[2] == "fixture"


def _is_foreign(walk: Walk, name: str, annotated: bool, scope: Scope) -> bool:
    """Tell whether an object is certainly of Python's own, by what was called for it or an annotation."""
    foreign = walk.lookup.foreign(scope.path, name)
    if foreign is None:
        return False
    if not foreign:
        return name in _BUILTIN
    module, _, last = foreign.rpartition(".")
    top = foreign.partition(".")[0]
    if top in _TABLES:
        return True
    if top in _KNOWN and not _HANDING.intersection(module.split(".")):
        return last[:1].isupper()
    if not is_standard(top) or module in _OPEN or module.partition(".")[0] in _OPEN:
        return False
    return last[:1].isupper() or annotated or module in _APART
