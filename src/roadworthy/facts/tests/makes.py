"""What attributes of an object of a known kind lead to, while names are followed from the tests.

See `facts/python/kinds.py`: a kind is what was called for the object, or what an annotation says of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from roadworthy.data.standard_library import is_standard
from roadworthy.facts.python import HEIRS, MADE, Class, Definition, Scope
from roadworthy.facts.tests.families import is_plain

if TYPE_CHECKING:
    from roadworthy.facts.tests.closure import Walk

#: Python's own types: what is not a collection holds nothing of ours.
_PLAIN = frozenset("NoneType bool bytearray bytes complex ellipsis float int str".split())
#: What else Python itself has that returns nothing of ours, or a collection.
_BUILTIN = _PLAIN.union(
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
_DEPTH = 6


def made(walk: Walk, text: str, scope: Scope) -> None:
    """Reach attributes of an object of a kind, as text: `kind=attributes`."""
    kind, _, rest = text.partition(MADE)
    names = rest.split(".")
    walk.names.update((*kind.removesuffix(HEIRS).split("."), *names))
    reach(walk, (kind,), names, scope)


def reach(walk: Walk, kinds: Iterable[str], names: Sequence[str], scope: Scope, depth: int = 0) -> None:
    """Reach what attributes of an object mean that is of one of some kinds: of its class, or of anything."""
    if not names:
        return
    for kind in kinds:
        if kind == "super" and scope.owner is not None:
            _above(walk, scope.owner, names, depth)
            continue
        classes = classes_of(walk, kind, scope, depth) if depth < _DEPTH else None
        if classes is None:
            _anything(walk, names)
            continue
        for owner, heirs in classes:
            if heirs:
                walk.member(owner, names)
            else:
                _exact(walk, owner, names, depth)
        if not classes and kind.removesuffix(HEIRS) not in _PLAIN:
            # What a collection holds may be ours.
            _anything(walk, names[1:])


def _anything(walk: Walk, names: Iterable[str]) -> None:
    for name in names:
        walk.attribute(name)


def _above(walk: Walk, owner: Class, names: Sequence[str], depth: int) -> None:
    """Reach an attribute of `super()`: of what the class inherits from, or of what an heir adds."""
    if walk.classes.met(owner) != walk.classes.origins(owner):
        for base in walk.classes.bases(owner):
            walk.of_class(base, names)
        walk.member(owner, names)
        return
    first, *more = names
    for base in walk.classes.bases(owner):
        for holder in walk.classes.nearest(base, first):
            walk.method(holder, first)
    further(walk, owner, first, more, depth)


def _exact(walk: Walk, owner: Class, names: Sequence[str], depth: int) -> None:
    """Reach an attribute of an object of just this class."""
    first, *more = names
    found = walk.classes.nearest(owner, first)
    for holder in found:
        walk.method(holder, first)
    if not found and not walk.members.whole(owner):
        walk.attribute(first)
    further(walk, owner, first, more, depth)


def further(walk: Walk, owner: Class, first: str, more: Sequence[str], depth: int = 0) -> None:
    """Reach what follows an attribute of a class: what it is known to be, or anything's."""
    if not more:
        return
    kinds = walk.members.kinds(owner, first)
    if kinds is None or depth >= _DEPTH:
        _anything(walk, more)
        return
    for place, kind in kinds:
        reach(walk, (kind,), more, Scope(place[0], place), depth + 1)


def classes_of(walk: Walk, kind: str, scope: Scope, depth: int) -> list[tuple[Class, bool]] | None:
    """Return the classes of ours that a kind means, and whether heirs are meant; None where nothing tells.

    It is empty for what is certainly none of ours.
    """
    name = kind.removesuffix(HEIRS)
    root, *path = name.split(".")
    if root in ("self", "cls"):
        return None
    meaning = walk.lookup.meaning(scope.path, root, path)
    if not meaning.definitions:
        return [] if _is_foreign(walk, name, kind != name, scope) else None
    if meaning.rest or meaning.loose:
        return None
    found: list[tuple[Class, bool]] = []
    for place, item in meaning.definitions:
        owner = (place, ".".join(item.route))
        if item.kind == "class":
            if walk.members.is_open(owner):
                return None
            found.append((owner, kind != name))
            continue
        given = [] if kind != name or not _is_told(item) or depth >= _DEPTH else item.gives
        if not given:
            return None
        for one in given:
            inner = classes_of(walk, one, Scope(place), depth + 1)
            if inner is None or (not inner and one.removesuffix(HEIRS) not in _PLAIN):
                return None
            found += inner
    return found


def _is_told(item: Definition) -> bool:
    return all(map(is_plain, item.decorators)) and not any(
        "contextmanager" in name for name in item.decorators
    )


def _is_foreign(walk: Walk, name: str, annotated: bool, scope: Scope) -> bool:
    """Tell whether an object is certainly of Python's own, by what was called for it or an annotation."""
    foreign = walk.lookup.foreign(scope.path, name)
    if foreign is None:
        return False
    if not foreign:
        return name in _BUILTIN
    module, _, last = foreign.rpartition(".")
    if not is_standard(foreign.partition(".")[0]) or module in _OPEN or module.partition(".")[0] in _OPEN:
        return False
    return last[:1].isupper() or annotated or module in _APART
