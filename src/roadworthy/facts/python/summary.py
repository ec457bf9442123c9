"""A Python module as the second stage sees it: plain data, no syntax tree."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal

from roadworthy.core.finding import Span
from roadworthy.core.flat_set import FlatSet
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.facts.python.digests import FunctionDigest
from roadworthy.facts.python.regions import Regions
from roadworthy.tree.roles import Role

#: Names by which a module may give itself others.
_UNSEEN = frozenset("__dict__ __getattr__ exec globals locals modules setattr vars".split())


@dataclass(frozen=True, slots=True)
class Import:
    """One imported name: `import module as alias`, or `from module import name as alias`.

    `guarded` is true inside a function, a `try`, or an `if` (a platform or `TYPE_CHECKING` branch).
    """

    module: str
    name: str | None
    alias: str | None
    level: int
    span: Span
    guarded: bool

    @property
    def binds(self) -> str:
        """The name that it binds where it stands: `a` for `import a.b`; "*" for all names of a module."""
        return self.alias or self.name or self.module.partition(".")[0]

    def target(self, importer: Sequence[str], *, is_package: bool) -> list[str]:
        """Return the parts of the imported module's name, from those of the importing module's name.

        `is_package` tells whether the latter is the `__init__` of a package (PEP 328). Above the top nothing
        is left of it.
        """
        if not self.level:
            return self.module.split(".")
        above = self.level - 1 if is_package else self.level
        base = importer[: max(len(importer) - above, 0)]
        return [*base, *(self.module.split(".") if self.module else ())]


@dataclass(frozen=True, slots=True)
class Definition:
    """A function, class or method at the top of a module or class, and the names that its body uses.

    `digest` is equal for bodies that are equal but for indentation, comments and blank lines; it is empty for
    classes, and for bodies of fewer than five lines. `shape` is the same for bodies that are equal but for
    their names, and empty for methods. `annotated` is true where parameters and result are,
    `parameters_annotated` where the former are. `uses` are the names as written: `name`, the dotted
    `name.of.it`, `.attribute` of anything else, `'text` for a string that may be a name, and those of
    `facts/python/lookups.py`. `excluded` is true where a comment, on it or around it, takes it out of
    coverage. `plain` is true for a body that has nothing to test (see `facts/python/plain_body.py`), and for
    one that announces its removal (`DeprecationWarning`). `marks` are those of `facts/python/testmarks.py`,
    "selects" for a function that only selects columns or rows of what it is given, and "short" for one of a
    few statements that decide and compute nothing.
    `header` are its first lines, decorators included. `members` are the attributes of `self` that it binds,
    or that a class binds in its body, each with a kind (see `facts/python/kinds.py`), "" if that is unknown;
    `gives` are the kinds of what a function returns, none if they are unknown. `lasting` is true where
    a part of its body may run after it returned: in generators, coroutines, and functions around others.
    """

    name: str
    kind: Literal["function", "class", "method"]
    owner: str
    span: Span
    decorators: tuple[str, ...]
    bases: tuple[str, ...]
    names: FlatSet[str]
    trivial: bool
    documented: bool
    doctested: bool
    arguments: int
    annotated: bool
    digest: str
    uses: FlatSet[str] = FlatSet()
    excluded: bool = False
    plain: bool = False
    marks: FlatSet[str] = FlatSet()
    header: tuple[str, ...] = field(default=(), repr=False)
    shape: str = ""
    parameters_annotated: bool = True
    members: FlatSet[tuple[str, str]] = FlatSet()
    gives: tuple[str, ...] = ()
    lasting: bool = False

    @property
    def route(self) -> tuple[str, ...]:
        """The qualified name, as a location's route."""
        return (self.owner, self.name) if self.owner else (self.name,)


@dataclass(frozen=True, slots=True)
class Variable:
    """A name that a module or the body of a class binds to names alone, or to a table of them.

    `owner` is the class that it is an attribute of, as its module writes it, "" for a variable of the module.
    `uses` are those of the value: nothing is done with them until the variable is read.
    """

    owner: str
    name: str
    uses: FlatSet[str]


@dataclass(frozen=True, slots=True)
class Syntax:
    """A piece of syntax, the minor version of Python 3 that brought it, and where it stands first."""

    minor: int
    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class ModuleSummary:
    """What other files need to know of a module: plain data, no syntax tree.

    `names` are those mentioned outside of any definition, `exports` is `__all__` as far as literals build it;
    `exports_open` is true where it may have more names than these, by a comprehension, say, or in an `if`.
    `texts` holds short strings that start with a slash, wherever they stand: routes, mostly. `bound` are
    those of `names` that only imports and `__all__` mention: the module hands them on, and uses none.
    `syntax` is what Python 3.7 does not have. `uses` are `names` as written, without those of `__all__`
    (see `Definition`); `main_uses` are those of the block that runs only where the module is started itself.
    `marks` are those of `facts/python/testmarks.py`; `deprecated` is true where importing it warns of that.
    `stored` are the attributes that it binds of anything but `self`, `assigned` the names that its top level
    binds by anything but an import or a definition; `variables` are those of names alone, which `uses` leaves
    out, and `objects` those whose kinds are known. `called` are the names among `uses` that its top level
    calls, and uses in no other way.
    `regions` and `codes` are there where a run asks for them: see `Details`.
    """

    path: str
    role: Role
    imports: tuple[Import, ...]
    definitions: tuple[Definition, ...]
    names: frozenset[str]
    exports: tuple[str, ...] | None
    documented: bool
    generated: bool
    texts: frozenset[str] = frozenset()
    bound: frozenset[str] = frozenset()
    syntax: tuple[Syntax, ...] = ()
    uses: frozenset[str] = frozenset()
    main_uses: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()
    deprecated: bool = False
    stored: frozenset[str] = frozenset()
    variables: tuple[Variable, ...] = ()
    assigned: frozenset[str] = frozenset()
    objects: frozenset[tuple[str, str]] = frozenset()
    called: frozenset[str] = frozenset()
    regions: Regions | None = field(default=None, repr=False)
    codes: tuple[FunctionDigest, ...] = field(default=(), repr=False)
    exports_open: bool = False

    @property
    def libraries(self) -> set[str]:
        """The first part of the name of each module that it imports, as it is written there."""
        return {item.module.partition(".")[0] for item in self.imports}

    @property
    def mentioned(self) -> frozenset[str]:
        """Every name that the module mentions, in its definitions or outside of them."""
        return self.names.union(*(definition.names for definition in self.definitions))

    def mentions(self, names: Collection[str]) -> bool:
        """Tell whether the module mentions any of some names; faster than to join all that it mentions."""
        if not self.names.isdisjoint(names):
            return True
        return any(not definition.names.isdisjoint(names) for definition in self.definitions)

    def definable(self) -> frozenset[str] | None:
        """Return the names that may be at the module's top level: it mentions them.

        It is None where any may be: the module takes all names of another one, or makes names unseen.
        """
        mentioned = self.mentioned
        if not _UNSEEN.isdisjoint(mentioned) or any(item.name == "*" for item in self.imports):
            return None
        defined = (definition.name for definition in self.definitions)
        imported = (part for item in self.imports for part in (item.alias, item.name, item.module) if part)
        return mentioned.union(defined, imported)

    def may_define(self, name: str) -> bool:
        """Tell whether the module may have a name at its top level."""
        names = self.definable()
        return names is None or name in names
