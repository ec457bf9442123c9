"""Which of the project's own functions a call means, where that is certain."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from roadworthy_rules.code.calls._classes import NETWORKS, OwnClass
from roadworthy_rules.code.calls._kin import HOPS, Kin, Place
from roadworthy_rules.code.calls._modules import ModulesByName, is_collected, stem_of
from roadworthy_rules.code.calls._seen import ModuleCalls, OwnCall
from roadworthy_rules.code.calls._signatures import Function, Taken

if TYPE_CHECKING:
    from roadworthy import Dependency, Import, ModuleSummary, Uses

#: Classes whose objects pass what they are called with to `forward`.
_CALLING_FORWARD = NETWORKS | {"Module"}


class Own:
    """The functions and classes of a project, asked for by names as modules write them."""

    def __init__(
        self,
        seen: Collection[ModuleCalls],
        modules: Iterable[ModuleSummary],
        uses: Uses,
        dependencies: Iterable[Dependency],
    ) -> None:
        provided = {use.module.partition(".")[0] for use in uses.each if use.providers}
        provided.update(dependency.name.replace("-", "_") for dependency in dependencies)
        self._names = ModulesByName(modules, provided)
        self.modules = self._names.by_path
        self.seen = {one.path: one for one in seen if not one.written_from}
        self._templates = tuple(f"/{one.written_from}" for one in seen if one.written_from)
        #: Attributes that anything but their object binds.
        self.stored = frozenset[str]().union(*(module.stored for module in self.modules.values()))
        self.kin = Kin(self.seen, self.modules.values(), self.stored, self.meaning)

    def running(self) -> Iterator[ModuleCalls]:
        """Yield the modules that run as they are written: a tool may write others from a template.

        A module among tests that no runner collects and nothing imports is data: a type checker's, say.
        """
        imported = {
            part
            for module in self.modules.values()
            for item in module.imports
            for part in (item.name, item.module.rpartition(".")[2])
            if part
        }
        for one in self.seen.values():
            name = stem_of(one.path).rpartition("/")[2]
            module = self.modules.get(one.path)
            if (
                module
                and module.role == "test"
                and name not in imported
                and not module.main_uses
                and not is_collected(one.path)
            ):
                continue
            # The checkout may begin below where the template's path does, as in a wheel.
            path = f"/{one.path}"
            if not any(path.endswith(name) or name.endswith(path) for name in self._templates):
                yield one

    def candidates(self, path: str, call: OwnCall) -> list[tuple[str, Function | OwnClass, Taken]]:
        """Return what a call may mean, with what each takes; nothing where that is not certain."""
        parts = call.callee.split(".")
        if call.within:
            owner = (path, call.within)
            if parts[0] == "super()":
                return self._of_super(owner, parts[1])
            if len(parts) == 2:
                return self._of_self(owner, parts[1])
            return []
        if call.holder and not self.kin.is_kept((path, call.holder), parts[0]):
            return []
        if call.made:
            made = self.meaning(path, call.made.split("."))
            if made is None or not isinstance(made[1], OwnClass):
                return []
            return self._of_object((made[0], made[1].name), parts[1] if len(parts) > 1 else "")
        found = self.meaning(path, parts)
        if found is None:
            return []
        at, what = found
        if isinstance(what, OwnClass):
            taken = self.kin.constructor((at, what.name))
            return [(what.name, what, taken)] if taken else []
        return [(parts[-1], what, what.signature)] if what.signature and what.name not in self.stored else []

    def made_by(self, path: str, call: OwnCall) -> Iterator[Place]:
        """Yield the class that a call makes an object of."""
        for name in (call.made, "" if call.within or call.made else call.callee):
            meant = self.meaning(path, name.split(".")) if name else None
            if meant and isinstance(meant[1], OwnClass):
                yield meant[0], meant[1].name

    def named_module(self, path: str, parts: Sequence[str]) -> str | None:
        """Return the module that a name means in another one, None where that is not certain."""
        one = self.seen.get(path)
        entries = self._names.binding(path, parts[0]) if path in self.modules else []
        if one is None or len(entries) != 1 or parts[0] in one.unsure or entries[0].guarded:
            return None
        item = entries[0]
        if item.name is not None:
            # What a package binds itself comes before a module of it.
            around = self._names.named(path, item)
            if len(parts) != 1 or (around and not self._is_below(around, item.name)):
                return None
            return self._names.named(path, item, item.name)
        written = item.module.split(".") if item.alias is None else [parts[0]]
        return self._module(path, item) if list(parts) == written else None

    def lacks(self, path: str, name: str) -> bool:
        """Tell whether a module certainly has no attribute of a name."""
        module = self.modules[path]
        names = module.definable()
        if any(item.name == "__getattr__" and not item.owner for item in module.definitions):
            return False
        if names is None or name in names or name in self.stored or name.startswith("__"):
            return False
        around = stem_of(path)
        return not any(other.startswith((f"{around}/{name}.", f"{around}/{name}/")) for other in self.modules)

    def is_foreign(self, path: str, name: str, library: str) -> bool:
        """Tell whether the first part of a name is imported from a library."""
        first = name.partition(".")[0]
        entries = self._names.binding(path, first)
        return len(entries) == 1 and entries[0].module.partition(".")[0] == library

    def meaning(
        self, path: str, parts: Sequence[str], hops: int = 0
    ) -> tuple[str, Function | OwnClass] | None:
        """Return the function or class that a name means in a module, with the path of its own."""
        one, module = self.seen.get(path), self.modules.get(path)
        if one is None or module is None or hops > HOPS:
            return None
        first, rest = parts[0], parts[1:]
        if first in one.unsure:
            return None
        stars = self._names.stars(path)
        function, cls = one.functions.get(first), one.classes.get(first)
        found = function or cls
        if found:
            if any(item.span.line > found.line for item in stars):
                return None
            if not rest:
                return path, found
            if cls and len(rest) == 1 and rest[0] in cls.methods:
                method = cls.methods[rest[0]]
                if method.kind == "static" or method.signature is None:
                    return path, method
                return (path, method) if method.kind == "method" else None
            return None
        entries = self._names.binding(path, first)
        if len(entries) == 1 and not any(item.span.line > entries[0].span.line for item in stars):
            return self._of_import(path, entries[0], rest, hops)
        if entries or first in module.assigned or len(stars) != 1 or stars[0].guarded:
            return None
        source = self._names.named(path, stars[0])
        if source is None or self.modules[source].exports is not None or self.modules[source].exports_open:
            return None
        return self.meaning(source, parts, hops + 1)

    def _of_import(
        self, path: str, item: Import, rest: Sequence[str], hops: int
    ) -> tuple[str, Function | OwnClass] | None:
        if item.name is not None:
            target = self._names.named(path, item)
            if target is not None and not self._is_below(target, item.name):
                return self.meaning(target, [item.name, *rest], hops + 1)
            below = self._names.named(path, item, item.name)
            return self.meaning(below, rest, hops + 1) if below and rest else None
        written = item.module.split(".")
        if item.alias is None:
            used = [written[0], *rest]
            if used[: len(written)] != written:
                return None
            rest = used[len(written) :]
        target = self._module(path, item)
        return self.meaning(target, rest, hops + 1) if target and rest else None

    def _is_below(self, package: str, name: str) -> bool:
        """Tell whether a package binds no such name itself, so that an import gives the module below it."""
        known = self.modules[package].definable() if package.endswith("/__init__.py") else None
        return known is not None and name not in known

    def _module(self, path: str, item: Import) -> str | None:
        """Return the module whose full name an import gives, None where its package may hide it.

        After `from .clean import clean` in the package, `import demo.clean as clean` gives the function.
        """
        found = self._names.named(path, item)
        return None if found is None or self._names.is_hidden(found) else found

    def _of_self(self, owner: Place, name: str) -> list[tuple[str, Function | OwnClass, Taken]]:
        if self.kin.class_at(owner) is None or self.kin.is_bound(owner, name):
            return []
        found: list[tuple[str, Function | OwnClass, Taken]] = []
        for one in self.kin.family(owner):
            method = self.kin.method(one, name)
            if method is None or method.bound is None:
                return []
            if method not in [other for _, other, _ in found]:
                found.append((f"self.{name}", method, method.bound))
        return found

    def _of_super(self, owner: Place, name: str) -> list[tuple[str, Function | OwnClass, Taken]]:
        cls = self.kin.class_at(owner)
        bases = self.kin.bases(owner[0], cls) if cls else None
        if not bases or len(bases) != 1 or len(cls.bases if cls else ()) != 1 or name.startswith("__new"):
            return []
        heirs = self.kin.family(owner)
        below = [self.kin.class_at(heir) for heir in heirs]
        # The next class may be another base of an heir.
        if not heirs or any(heir is None or len(heir.bases) != 1 for heir in below):
            return []
        method = self.kin.method(bases[0], name)
        if method is None or method.bound is None:
            return []
        return [(f"super().{name}", method, method.bound)]

    def _of_object(self, owner: Place, name: str) -> list[tuple[str, Function | OwnClass, Taken]]:
        cls = self.kin.class_at(owner)
        if cls is None or not cls.fixed:
            return []
        called = name or "__call__"
        if not name and "__call__" not in cls.names and not _CALLING_FORWARD.isdisjoint(cls.bases):
            called = "forward"
        if self.kin.is_bound(owner, called):
            return []
        method = self.kin.method(owner, called)
        if method is None or method.bound is None:
            return []
        return [(f"{owner[1]}.{called}", method, method.bound)]
