"""Clients of hosted models: which definitions make one, and which ask one, as far as names show it."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from roadworthy.core.late_re import re
from roadworthy.data.hosted_models import HostedModel
from roadworthy.facts.python import GIVEN, HEIRS, MADE, Definition, Import, ModuleSummary, NameTable

#: The path of a module and the route of a definition there; without any, the module's top level.
PlaceInCode = tuple[str, tuple[str, ...]]
#: Names that stand for each other are followed so far.
_DEPTH = 4
#: The module that gRPC generates, and what is imported of it.
_STUBS = re.compile(r"\b\w{1,80}_pb2_grpc(?:\.\w{1,80})?$")


def library_name(item: Import) -> str:
    """Return the full name of what an import brings in from a library, "" where it is of the project.

    What gRPC generates of the messages of a server lies anywhere: it is named from its own module on.
    """
    full = ".".join(filter(None, (item.module, item.name)))
    if found := _STUBS.search(full):
        return full[found.start() :]
    return "" if item.level else full


class HostedClients:
    """The definitions of some modules, and what they do with clients of some libraries.

    `uses` are those of each definition but classes, `objects` what each module imports but modules, `asking`
    the definitions that ask a client, with its library.
    """

    def __init__(self, modules: tuple[ModuleSummary, ...], rows: list[HostedModel]) -> None:
        self.summaries = modules
        self.modules = {module.path: module for module in modules}
        self.names = NameTable(modules, set(self.modules))
        self.rows = rows
        self.objects = {
            path: {item.binds for item in module.imports if item.name}
            for path, module in self.modules.items()
        }
        self.uses: dict[PlaceInCode, AbstractSet[str]] = {}
        self.definitions: dict[PlaceInCode, Definition] = {}
        self._members: dict[PlaceInCode, list[str]] = {}
        for path, module in self.modules.items():
            self.uses[path, ()] = module.uses
            for item in module.definitions:
                self.definitions[path, item.route] = item
                if item.kind != "class":
                    self.uses[path, item.route] = item.uses
                for name, kind in item.members:
                    self._members.setdefault((path, (item.owner or item.name, name)), []).append(kind)
        self._imported = {path: self._libraries(module) for path, module in self.modules.items()}
        self._making = {place: row for place in self.uses if (row := self._made_in(place))}
        self._made_beside = {path: row for (path, _), row in self._making.items()}
        self._given = dict(self._handed())
        self._keeping = {
            (path, route[0]): row for (path, route), row in self._making.items() if len(route) > 1
        }
        self._having: dict[tuple[str, HostedModel], bool] = {}
        self.asking = {place: row for place in self.uses if (row := self._asked_in(place))}

    def meant(self, path: str, name: str) -> Iterator[tuple[str, Definition]]:
        """Yield the definitions that a dotted name means in a module."""
        root, _, rest = name.partition(".")
        yield from self.names.meaning(path, root, rest.split(".") if rest else ()).definitions

    # What makes a client.

    def _libraries(self, module: ModuleSummary) -> dict[str, str]:
        """Return what names stand for that a module imports from libraries of hosted models.

        A module of ours inside a package may have the name of one: `app/models/openai.py`.
        """
        found: dict[str, str] = {}
        for item in module.imports:
            full = library_name(item)
            if not any(row.has(f"{full}.") for row in self.rows):
                continue
            top = item.module.partition(".")[0]
            if _STUBS.search(full) and (item.name or item.alias or item.module == full):
                found[item.binds] = full
                continue
            # In a folder that is no package, such a module does not import itself.
            if self.names.module(module.path, 0, top, anchored=True) in (None, module.path):
                found[item.binds] = full if item.name or item.alias else top
        return found

    def _full(self, path: str, name: str) -> str:
        """Return the full name of what a dotted name means, "" where that is of none of the libraries."""
        root, dot, rest = name.partition(".")
        base = self._imported[path].get(root)
        return f"{base}{dot}{rest}" if base else ""

    def _maker(self, full: str) -> HostedModel | None:
        owner, _, last = full.rpartition(".")
        # A method of the class makes one, too: `HuggingFacePipeline.from_model_id(...)`.
        last = owner.rpartition(".")[2] if last.startswith("from_") else last
        return next((row for row in self.rows if last in row.makers and row.has(full)), None)

    def _made_in(self, place: PlaceInCode) -> HostedModel | None:
        """Return the library of the client that a definition makes."""
        for use in sorted(self.uses[place]):
            if use[0].isidentifier() and (row := self._maker(self._full(place[0], use))):
                return row
        return None

    def _handed(self) -> Iterator[tuple[PlaceInCode, HostedModel]]:
        """Yield the classes that are made where a client is, too: `Chat(chain=prompt | ChatOpenAI())`."""
        for place, uses in self.uses.items():
            named = [use for use in uses if use[0].isidentifier()]
            found = [(where, item) for use in named for where, item in self.meant(place[0], use)]
            row = self._making.get(place)
            for where, item in found:
                row = row or self._making.get((where, item.route))
            if row is not None:
                yield from (((where, item.route), row) for where, item in found if item.kind == "class")

    def _of_kind(self, path: str, kind: str, depth: int = 0) -> HostedModel | None:
        """Return the library of the client that a kind of object is, or that what makes it gives."""
        kind = kind.partition(GIVEN)[0].removesuffix(HEIRS)
        if full := self._full(path, kind):
            return self._maker(full)
        root, _, rest = kind.partition(".")
        meaning = self.names.meaning(path, root, rest.split(".") if rest else ())
        for where, item in meaning.definitions:
            if (where, item.route) in self._making:
                return self._making[where, item.route]
        for where, inner in meaning.objects:
            if depth < _DEPTH and (row := self._of_kind(where, inner, depth + 1)):
                return row
        return None

    def _kept_by(self, path: str, kind: str, depth: int = 0) -> HostedModel | None:
        """Return the library of the client that an object of ours holds, by its class, or what makes it.

        A function may make one of several classes: `return Hosted(name)`.
        """
        root, _, rest = kind.partition(GIVEN)[0].removesuffix(HEIRS).partition(".")
        meaning = self.names.meaning(path, root, rest.split(".") if rest else ())
        kinds = list(meaning.objects)
        for where, item in meaning.definitions:
            if item.kind != "class":
                uses = sorted(self.uses.get((where, item.route), ()))
                kinds += [(where, use) for use in uses if use[0].isidentifier()]
            elif (where, item.name) in self._keeping:
                return self._keeping[where, item.name]
        for where, inner in kinds if depth < _DEPTH else ():
            if row := self._kept_by(where, inner, depth + 1):
                return row
        return None

    def _of_member(self, place: PlaceInCode, name: str) -> HostedModel | None:
        """Return the library of the client that an attribute of a method's object is, as `self.client`.

        A property may make it when it is first asked for, and so may a method: `self.get_client().ask()`.
        """
        path, route = place
        if len(route) < 2:
            return None
        kinds = self._kinds(place, name)
        found = next((row for kind in kinds if (row := self._of_kind(path, kind))), None)
        return found or self._making.get((path, (route[0], name.split(".")[1])))

    def _kinds(self, place: PlaceInCode, owner: str) -> list[str]:
        """Return what kinds of object the owner of an attribute may be: those of `self.client`, or itself."""
        path, route = place
        if not owner.startswith("self."):
            return [owner]
        return self.kinds_of_member(path, route[0] if len(route) > 1 else "", owner.split(".")[1])

    def kinds_of_member(self, path: str, owner: str, name: str) -> list[str]:
        """Return what kinds of object an attribute of the objects of a class may be."""
        return [kind for kind in self._members.get((path, (owner, name)), ()) if kind]

    # What asks one.

    def _asked_in(self, place: PlaceInCode) -> HostedModel | None:
        """Return the library of the client that a definition asks."""
        for use in sorted(self.uses[place]):
            if row := self._asked_by(place, use):
                return row
        # A client that is given as an argument: `client.chat.completions.create(...)`.
        row = self._made_beside.get(place[0])
        return row if row is not None and row.asks_by_parts(self.uses[place]) else None

    def _asked_by(self, place: PlaceInCode, use: str) -> HostedModel | None:
        path, row = place[0], None
        if use.startswith(MADE):
            owner, _, attribute = use[1:].partition(MADE)
            row = self._of_member(place, owner) if owner.startswith("self.") else self._of_kind(path, owner)
        elif use.startswith("self."):
            _, name, attribute = f"{use}.".split(".", 2)
            owner, attribute = f"self.{name}", attribute.rstrip(".")
            row = self._of_member(place, owner)
        elif use[0].isidentifier():
            full = self._full(path, use)
            for one in self.rows:
                if one.is_module and one.has(full) and one.asks(full.removeprefix(f"{one.module}.")):
                    return one
            owner, _, attribute = use.partition(".")
            # What only makes an object is not asked itself.
            if self.names.meaning(path, owner, ()).objects:
                row = self._of_kind(path, owner)
        elif use[0] == ".":
            owner, attribute = "", use[1:]
        else:
            return None
        if row is not None:
            return row if attribute and row.asks(attribute) else None
        return self._asked_elsewhere(place, owner, attribute)

    def _asked_elsewhere(self, place: PlaceInCode, owner: str, attribute: str) -> HostedModel | None:
        """Return the library that an object of no known kind asks: a chain, or what a class is given."""
        path, route = place
        foreign = self.names.foreign(path, owner.partition(GIVEN)[0].removesuffix(HEIRS)) if owner else None
        if not attribute or (foreign and not self._full(path, owner)):
            return None
        # What another class of ours holds is asked, too: `self.model.client.invoke(text)`.
        for kind in self._kinds(place, owner) if owner and "." in attribute else ():
            if (row := self._kept_by(path, kind)) is not None and row.asks(attribute):
                return row
        if len(route) > 1 and owner.startswith("self."):
            # A class may keep a part of the client that it makes: `self.client = Client().aio`.
            kept = self._keeping.get((path, route[0])) if "." in attribute else None
            for given in (self._given.get((path, route[:1])), kept):
                if given is not None and given.asks(attribute):
                    return given
        for row in self.rows:
            if row.chained and row.asks(attribute):
                if (path, row) not in self._having:
                    self._having[path, row] = self._has_client(path, row)
                if self._having[path, row]:
                    return row
        return None

    def _has_client(self, path: str, row: HostedModel) -> bool:
        """Tell whether a module makes a client of a library, or imports one or what gives one."""
        module = self.modules[path]
        places = [(path, ()), *((path, item.route) for item in module.definitions)]
        return any(self._making.get(place) is row for place in places) or any(
            self._of_kind(path, item.binds) is row
            for item in module.imports
            if item.name not in (None, "*") and item.binds not in self._imported[path]
        )
