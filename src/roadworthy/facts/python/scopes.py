"""What names mean where they stand: definitions of the own modules, through imports and re-exports."""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Iterator

from roadworthy.core.finding import Span
from roadworthy.data.standard_library import is_standard
from roadworthy.facts.python.meaning import Meaning, Placed, together
from roadworthy.facts.python.resolve import absolute, resolved, tails_of
from roadworthy.facts.python.summary import Definition, Import, ModuleSummary, Variable

#: How many re-exports a name is followed through.
_HOPS = 10
#: Modules whose attributes others replace.
_REPLACED = frozenset(("sys", "builtins", "os.environ"))

#: Python's own types, whose names a module uses and hardly ever binds.
_TYPES = frozenset(dir(builtins))
_NOWHERE = Span(1, 1, 1, 1)


class NameTable:
    """The names at the top of modules: what each defines, imports, or takes over with a star."""

    def __init__(self, modules: Iterable[ModuleSummary], own: set[str]) -> None:
        """Index all modules; a name that cannot be resolved may be any of those in `own` modules."""
        self._modules = {module.path: module for module in modules}
        self._tails = tails_of(self._modules)
        self._defined: dict[str, dict[str, list[Definition]]] = {}
        self._imported: dict[str, dict[str, list[Import]]] = {}
        self._stars: dict[str, list[Import]] = {}
        #: The modules that import something under a name.
        self._binders: dict[str, list[str]] = {}
        self._named: dict[str, list[Placed]] = {}
        self._variables: dict[str, dict[str, list[tuple[str, Variable]]]] = {}
        self._bound: dict[str, list[tuple[str, Variable]]] = {}
        self._objects: dict[str, dict[str, list[tuple[str, str]]]] = {}
        self._found: dict[tuple[str, str, bool], str | None] = {}
        self._inside: dict[tuple[str, tuple[str, ...], int], Meaning] = {}
        #: Paths of modules that are named alone, and so passed around as values.
        self.escaped: set[str] = set()
        self._tops = {part for path in self._modules for part in path.removesuffix(".py").split("/")}
        for path, module in self._modules.items():
            defined = self._defined.setdefault(path, {})
            for item in module.definitions:
                if not item.owner:
                    defined.setdefault(item.name, []).append(item)
                if path in own and item.kind != "method":
                    self._named.setdefault(item.name, []).append((path, item))
            for name, kind in module.objects:
                self._objects.setdefault(path, {}).setdefault(name, []).append((path, kind))
            for variable in module.variables:
                if not variable.owner:
                    bound = (path, variable)
                    self._variables.setdefault(path, {}).setdefault(variable.name, []).append(bound)
                    self._bound.setdefault(variable.name, []).append(bound)
            for entry in module.imports:
                if entry.name == "*":
                    if entry.level or entry.module.partition(".")[0] in self._tops:
                        self._stars.setdefault(path, []).append(entry)
                else:
                    self._imported.setdefault(path, {}).setdefault(entry.binds, []).append(entry)
                    self._binders.setdefault(entry.binds, []).append(path)

    def imports(self, path: str, name: str) -> bool:
        """Tell whether a module imports something under a name, at its top or within."""
        return name in self._imported.get(path, ())

    def named(self, name: str) -> Iterable[Placed]:
        """Return the functions and classes of a name, wherever in the own modules."""
        return self._named.get(name, ())

    def all_named(self) -> Iterable[str]:
        """Return the names of all functions and classes of the own modules."""
        return self._named

    def loose(self, name: str) -> Iterable[Placed]:
        """Return the functions and classes of a name in modules that are passed around as values."""
        found = [placed for placed in self._named.get(name, ()) if placed[0] in self.escaped]
        for path in self._binders.get(name, ()):
            if path in self.escaped:
                found += self.meaning(path, name, ()).definitions
        if not self.escaped.isdisjoint(self._stars):
            found += self.named(name)
        return found

    def variables(self, name: str) -> Iterable[tuple[str, Variable]]:
        """Return the variables of a name in modules that are passed around as values."""
        return (bound for bound in self._bound.get(name, ()) if bound[0] in self.escaped)

    def handed_on(self, path: str) -> Iterable[str]:
        """Return the names that a module imports, and so hands on where it is passed around."""
        return self._imported.get(path, {})

    def meaning(self, path: str, root: str, rest: Iterable[str]) -> Meaning:
        """Return what `root.rest` means in a module; nothing where `root` is a local or a foreign name."""
        names = tuple(rest)
        found = self._defined[path].get(root)
        entries = self._imported.get(path, {}).get(root)
        meanings = [self._of_import(path, entry, names) for entry in entries or ()]
        if found:
            # What is defined where an import fails is the one or the other.
            meanings.append(Meaning(tuple((path, item) for item in found), names))
        if variables := self._variables.get(path, {}).get(root):
            meanings.append(Meaning((), names, (), tuple(variables)))
        if not meanings and (objects := self._objects.get(path, {}).get(root)):
            return Meaning((), names, (), (), tuple(objects))
        if meanings:
            return together(meanings)
        if self._stars.get(path) and root not in self._modules[path].assigned:
            return Meaning(tuple(self.named(root)), names, (), tuple(self._bound.get(root, ())))
        return Meaning((), names)

    def foreign(self, path: str, name: str) -> str | None:
        """Return the full name of what a dotted name means in a module, if that is from elsewhere.

        It is "" for a name that the module neither defines nor imports, None for what is ours, or may be.
        """
        root, _, rest = name.partition(".")
        entries = self._imported.get(path, {}).get(root, ())
        if root in self._defined[path] or self._stars.get(path):
            return None
        full = {self._full(entry, rest) for entry in entries}
        if not full:
            return "" if root not in self._modules[path].names or root in _TYPES else None
        return full.pop() if len(full) == 1 else None

    def _full(self, entry: Import, rest: str) -> str | None:
        top = entry.module.partition(".")[0]
        if entry.level or not top or (top in self._tops and not is_standard(top)):
            return None
        if entry.name is None and entry.alias is None:
            return f"{top}.{rest}"
        return ".".join(part for part in (entry.module, entry.name, rest) if part)

    def module(self, path: str, level: int, name: str, anchored: bool = False) -> str | None:
        """Return the path of a module by its name as an import in the module at `path` gives it.

        With `anchored`, its name must begin where it is imported from.
        """
        if level:
            entry = Import(name, None, None, level, _NOWHERE, False)
            return resolved(path, entry, self._modules, self._tails)
        # What lies beside the importing module decides, and the name.
        key = (path.rpartition("/")[0], name, anchored)
        if key not in self._found:
            below = name.replace(".", "/")
            self._found[key] = absolute(path, below, self._modules, self._tails, anchored)
        return self._found[key]

    def imported_modules(self, module: ModuleSummary) -> Iterator[str]:
        """Yield the paths of the modules that a module imports, or whose names it imports, in order."""
        for item in module.imports:
            below = (f"{item.module}.{item.name}".lstrip("."),) if item.name else ()
            for name in (item.module, *below):
                found = self.module(module.path, item.level, name)
                if found is not None:
                    yield found

    def _resolved(self, path: str, entry: Import) -> str | None:
        if entry.level:
            return resolved(path, entry, self._modules, self._tails)
        return self.module(path, 0, entry.module)

    def within(self, path: str, names: tuple[str, ...]) -> Meaning:
        """Return what `names` mean in the module at `path`; without any, it is passed around as a value."""
        return self._in_module(path, names)

    def dotted(self, path: str, names: tuple[str, ...]) -> Meaning:
        """Return what a dotted name means that begins with a module's, as seen from the module at `path`."""
        for length in range(len(names), 0, -1):
            found = self.module(path, 0, ".".join(names[:length]))
            if found is not None:
                return self._at(found, names[length:])
        return self._by_last(names[1:])

    def _over(self, path: str, names: tuple[str, ...]) -> Meaning | None:
        """Return what `names` mean of what a package imports under the name of its own module at `path`.

        `from .clean import clean` puts the function in the place of the module. A later `import demo.clean`
        finds the module loaded, and binds nothing. It is None where that is not so.
        """
        base, _, name = path.removesuffix(".py").removesuffix("/__init__").rpartition("/")
        package = f"{base}/__init__.py"
        if package not in self._modules or not self.imports(package, name):
            return None
        found = self._in_module(package, (name, *names))
        return found if found.definitions or found.variables or found.objects else None

    def _at(self, path: str, names: tuple[str, ...]) -> Meaning:
        """Return what `names` mean after the dotted name of a module: in it, or in what is in its place."""
        over = self._over(path, names)
        if over is None:
            return self._in_module(path, names)
        # A function hardly has attributes: the package may not bind it on all ways.
        return together((over, self._in_module(path, names))) if over.rest else over

    def _of_import(self, path: str, entry: Import, rest: tuple[str, ...]) -> Meaning:
        if entry.name is None:
            target = self._resolved(path, entry)
            if target is None:
                return self._unresolved(entry, rest)
            if entry.alias is None and "." in entry.module:
                # `import a.b` binds `a`.
                return self.dotted(path, (entry.module.partition(".")[0], *rest))
            return self._at(target, rest)
        target = self._resolved(path, entry)
        found = None if target is None else self._in_module(target, (entry.name, *rest))
        if found is not None and (found.definitions or found.variables or found.objects):
            return found
        below = self._resolved(path, _submodule(entry))
        if below is not None:
            return self._in_module(below, rest)
        return self._unresolved(entry, rest) if found is None else found

    def _in_module(self, path: str, names: tuple[str, ...], hops: int = 0) -> Meaning:
        """Return what a module's `names` mean; a module that is named alone is passed around."""
        # Most names are asked for from many modules, and what they mean in theirs is the same for all.
        key = path, names, hops
        found = self._inside.get(key)
        if found is None:
            found = self._inside[key] = self._looked_up(path, names, hops)
        return found

    def _looked_up(self, path: str, names: tuple[str, ...], hops: int) -> Meaning:
        if not names:
            self.escaped.add(path)
            return Meaning()
        first, rest = names[0], names[1:]
        found = self._defined[path].get(first)
        variables = tuple(self._variables.get(path, {}).get(first, ()))
        if found:
            return Meaning(tuple((path, item) for item in found), rest, (), variables)
        for entry in self._imported.get(path, {}).get(first, ()) if hops < _HOPS else ():
            target = self._resolved(path, entry)
            if target is not None and entry.name is not None:
                onward = self._in_module(target, (entry.name, *rest), hops + 1)
                if onward.objects and not variables:
                    return onward
                if onward.definitions or onward.variables:
                    return together((onward, Meaning((), rest, (), variables)))
        if first in self._modules[path].assigned:
            objects = () if variables else tuple(self._objects.get(path, {}).get(first, ()))
            return Meaning((), rest, (), variables, objects)
        # A star may put a function over the module of its name.
        if (taken := self._starred(path, first, hops)) is not None:
            return self._in_module(taken, names, hops + 1)
        base = path.removesuffix("/__init__.py") if path.endswith("/__init__.py") else None
        for inner in (f"{base}/{first}.py", f"{base}/{first}/__init__.py") if base else ():
            if inner in self._modules:
                return self._in_module(inner, rest, hops + 1)
        return self._by_last(names)

    def _starred(self, path: str, name: str, hops: int) -> str | None:
        """Return the path of the module that defines a name which another takes over with a star."""
        if name.startswith("_") or hops >= _HOPS:
            return None
        for entry in reversed(self._stars.get(path, ())):
            target = self._resolved(path, entry)
            if target is None or target == path:
                continue
            source = self._modules[target]
            listed = source.exports is None or source.exports_open or name in source.exports
            if listed and name in self._defined[target]:
                return target
        return None

    def _by_last(self, names: tuple[str, ...]) -> Meaning:
        """Return what names may mean that lead through a module that does not tell: any of that name."""
        for index, name in enumerate(names):
            if self._named.get(name) or self._bound.get(name):
                bound = tuple(self._bound.get(name, ()))
                return Meaning(tuple(self.named(name)), names[index + 1 :], names[1 : index + 1], bound)
        return Meaning((), names)

    def _unresolved(self, entry: Import, rest: tuple[str, ...]) -> Meaning:
        """Judge a name of a module that is not here; one that may be ours after all means any of its name."""
        top = entry.module.partition(".")[0]
        if entry.level or not top or (top in self._tops and not is_standard(top)):
            return self._by_last((entry.name, *rest) if entry.name else rest)
        if is_standard(top) and top not in _REPLACED:
            return Meaning()
        # What a foreign module gives is foreign, and what that has may be ours.
        return Meaning((), rest[1:] if entry.name is None else rest)


def _submodule(entry: Import) -> Import:
    module = f"{entry.module}.{entry.name}" if entry.module else entry.name or ""
    return Import(module, entry.name, entry.alias, entry.level, entry.span, entry.guarded)
