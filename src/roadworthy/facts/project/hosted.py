"""Whether requests are answered by a model that is elsewhere: what their handlers lead to.

An import or a name alone says nothing: a client of a known library must be made and asked, or a model be
asked over HTTP, in code that a handler uses by name, however many calls away.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from roadworthy.data.hosted_models import hosted_models
from roadworthy.facts.project.answering import adds_routes, handlers, has_handlers
from roadworthy.facts.project.bots import repeated
from roadworthy.facts.project.frameworks import answers_calls, is_page, serving_frameworks
from roadworthy.facts.project.handed import handed_to_bots, handed_to_workers
from roadworthy.facts.project.hosted_clients import HostedClients, PlaceInCode, library_name
from roadworthy.facts.project.loaded_by import loaded_by
from roadworthy.facts.project.model_calls import ModelAddress, asking_over_http, may_ask_over_http
from roadworthy.facts.project.queued import queued
from roadworthy.facts.python import GIVEN, HEIRS, MADE, Definition, ModuleSummary, last_names

#: Methods of Python's own types: their names tell nothing of the object.
_COMMON = frozenset(name for kind in (bytes, dict, list, set, str) for name in dir(kind))
#: The least share of handlers that lead to the model: an application may ask one beside its own business.
_SHARE = 0.05
#: What a module makes at its top level that is an application.
_APPLICATIONS = frozenset("FastAPI Flask Litestar Quart Sanic Starlette".split())
#: What an object is called by, and where an application keeps what it made: `request.app.state.chat(text)`.
_CALL, _STATE = "__call__", ".state"
#: What runs an object that the top level of a module makes of its functions: `graph.invoke(state)`.
_RUNNING = frozenset("abatch ainvoke arun astream astream_events batch invoke kickoff run stream".split())
#: LangServe adds the routes of a chain at the top level of the module.
_CHAINS = "langserve"


def hosted_model(modules: Iterable[ModuleSummary], addresses: Iterable[ModelAddress]) -> str | None:
    """Return how handlers of requests ask a model that is elsewhere, None where they ask none."""
    modules, addresses = tuple(modules), tuple(addresses)
    # Many modules import the same.
    imported = {f"{library_name(item)}." for module in modules for item in module.imports}
    rows = [row for row in hosted_models() if any(map(row.has, imported))]
    if not rows and not addresses and not may_ask_over_http(modules):
        return None
    return _Answers(HostedClients(modules, rows), addresses).answering()


class _Answers:
    """The definitions of some modules that lead to a hosted model."""

    def __init__(self, code: HostedClients, addresses: Iterable[ModelAddress]) -> None:
        self.code = code
        self.leading = {place: f"with {row.module}" for place, row in code.asking.items()}
        for place, asked in asking_over_http(code, addresses):
            self.leading.setdefault(place, f"over HTTP, {asked}")
        self._follow()

    def answering(self) -> str | None:
        if not self.leading:
            return None
        modules = self.code.modules.items()
        serving = [
            (path, module)
            for path, module in modules
            if has_handlers(module) or any(self._handed(path, module))
        ]
        if asked := self._answering(serving):
            return asked
        # Beside others in one checkout, such as those of lessons, each application has handlers of its own.
        made = [path for path, module in serving if not _APPLICATIONS.isdisjoint(last_names(module.uses))]
        for path in made if len(made) > 1 else ():
            own = loaded_by(self.code.summaries, (path,), self.code.names)
            if asked := self._answering([(one.path, one) for one in own if has_handlers(one)]):
                return asked
        return self._hidden(serving)

    def _hidden(self, serving: Collection[tuple[str, ModuleSummary]]) -> str | None:
        """Return how a model is asked where no handler is seen: an object may add those that it is given."""
        applications = [path for path, module in serving if serving_frameworks(module)]
        if not applications:
            return None
        if any(is_page(module) or any(self._routes(path, module)) for path, module in serving):
            return None
        loaded = {one.path for one in loaded_by(self.code.summaries, applications, self.code.names)}
        return next(
            (asked for (path, route), asked in self.leading.items() if route and path in loaded), None
        )

    def _answering(self, serving: Iterable[tuple[str, ModuleSummary]]) -> str | None:
        """Return how enough of the handlers of some modules lead to a model, None where too few do."""
        # Pages may only hand on what they are asked to the routes of the same project.
        for handlers_of in (self._routes, self._pages):
            found = dict.fromkeys(place for path, module in serving for place in handlers_of(path, module))
            if handlers_of == self._routes:
                loops = [place for path, module in serving for place in self._loops(path, module)]
                # Beside handlers, what a loop may stand in counts only where it asks a model.
                found |= dict.fromkeys(one for one in loops if not found or one in self.leading)
            leading = [self.leading[place] for place in found if place in self.leading]
            if leading and len(leading) >= _SHARE * len(found):
                return leading[0]
        return self._on_pages(path for path, module in serving if is_page(module))

    def _on_pages(self, pages: Iterable[str]) -> str | None:
        """Return how enough pages lead to a model, None where too few do.

        What a page calls may stand anywhere in its script: in a function that makes the page, or in a class.
        """
        found = dict.fromkeys(pages, "")
        found.update((place[0], asked) for place, asked in self.leading.items() if place[0] in found)
        leading = [asked for asked in found.values() if asked]
        return leading[0] if leading and len(leading) >= _SHARE * len(found) else None

    def _follow(self) -> None:
        """Add what uses the definitions that lead to a model, until nothing is added."""
        methods = {route[1] for _, route in self.code.uses if len(route) == 2} - _COMMON
        users: dict[PlaceInCode | str, list[PlaceInCode]] = {}
        for place in self.code.uses:
            for used in self._used_in(place, methods):
                users.setdefault(used, []).append(place)
        for left, taken in queued(self.code):
            users.setdefault(taken, []).append(left)
        pending = list(self.leading)
        while pending:
            _, route = place = pending.pop()
            asked = self.leading[place]
            for user in (*users.get(place, ()), *(users.get(route[1], ()) if len(route) == 2 else ())):
                if user not in self.leading:
                    self.leading[user] = asked
                    pending.append(user)

    def _used_in(self, place: PlaceInCode, methods: Collection[str]) -> Iterator[PlaceInCode | str]:
        """Yield the definitions that one uses, and the names of methods of objects that are not known."""
        path, route = place
        if any(use.endswith(_STATE) or f"{_STATE}." in use for use in self.code.uses[place]):
            yield _CALL
        for use in self.code.uses[place]:
            if use.startswith("self."):
                yield from self._own(path, route, use.split(".")[1])
            elif use[0].isidentifier():
                yield from self._meant(path, use)
            elif use[0] not in f".{MADE}":
                continue
            owner, _, last = use.rpartition(MADE if use[0] == MADE else ".")
            if last in _RUNNING and owner.isidentifier():
                # Such a graph leads where the code leads that makes it.
                yield from ((where, ()) for where, _ in self.code.names.meaning(path, owner, ()).objects)
            if owner.startswith(MADE):
                # What a function of ours makes may lead there: `build_graph().invoke(...)`.
                yield from self._meant(path, owner[1:].partition(GIVEN)[0].removesuffix(HEIRS))
            # What an application keeps is of any class.
            kept = f"{_STATE}." in use
            last = last.rpartition(".")[2] if kept else last
            if last in methods and (kept or not self._is_foreign(path, owner)):
                yield last

    def _own(self, path: str, route: tuple[str, ...], name: str) -> Iterator[PlaceInCode]:
        """Yield the method of a name that the class of another one has: `self.ask`.

        What is kept there may be called itself: `self.chat(text)`.
        """
        if len(route) == 2 and (path, (route[0], name)) in self.code.uses:
            yield path, (route[0], name)
        if len(route) == 2:
            for kind in self.code.kinds_of_member(path, route[0], name):
                yield from self._called(path, kind)

    def _meant(self, path: str, name: str) -> Iterator[PlaceInCode]:
        for where, item in self.code.meant(path, name):
            if item.kind != "class":
                yield where, item.route
            elif (where, (*item.route, _CALL)) in self.code.uses:
                # What is made may be called: `Chat()(text)`, and what a function makes: `Depends(get_chat)`.
                yield where, (*item.route, _CALL)
        if "." not in name:
            for where, kind in self.code.names.meaning(path, name, ()).objects:
                yield from self._called(where, kind)

    def _called(self, path: str, kind: str) -> Iterator[PlaceInCode]:
        """Yield the method by which an object of a kind is called, as `chat(text)` does."""
        for where, item in self.code.meant(path, kind.partition(GIVEN)[0].removesuffix(HEIRS)):
            if (where, (*item.route, _CALL)) in self.code.uses:
                yield where, (*item.route, _CALL)

    def _is_foreign(self, path: str, owner: str) -> bool:
        """Tell whether an object is of another library, as in `requests.post`."""
        if owner.startswith(MADE):
            return bool(self.code.names.foreign(path, owner[1:].partition(GIVEN)[0].removesuffix(HEIRS)))
        root, dot, _ = owner.partition(".")
        # What hangs on the object of a framework may be ours: `g.model.ask`.
        return bool(self.code.names.foreign(path, owner)) and not (dot and root in self.code.objects[path])

    def _routes(self, path: str, module: ModuleSummary) -> Iterator[PlaceInCode]:
        found = [*handlers(module), *self._handed(path, module)]
        for item in found:
            yield path, item.route
        if any(item.module.partition(".")[0] == _CHAINS for item in module.imports):
            yield path, ()
        # `path("ask/", views.ask)`; beside routes, a name may be that of a dependency.
        if (not found or adds_routes(module)) and not is_page(module):
            yield from self._named(path, module)

    def _handed(self, path: str, module: ModuleSummary) -> Iterator[Definition]:
        """Yield what a decorator hands to a worker, a server or a bot that another module makes."""
        yield from handed_to_workers(self.code.names, module)
        yield from handed_to_bots(self.code.names, module, self.code.modules)

    def _loops(self, path: str, module: ModuleSummary) -> Iterator[PlaceInCode]:
        """Yield all of a module that takes messages and has no handler: a loop stands anywhere in it.

        So does what is registered to be called by them. A bot may answer in a function that it repeats.
        """
        yield from ((path, route) for route in repeated(module))
        if answers_calls(module) and not any(handlers(module)):
            yield path, ()
            yield from ((path, item.route) for item in module.definitions if item.kind != "class")

    def _pages(self, path: str, module: ModuleSummary) -> Iterator[PlaceInCode]:
        if is_page(module):
            yield path, ()
            # `Interface(fn=ask)`
            yield from self._named(path, module)

    def _named(self, path: str, module: ModuleSummary) -> Iterator[PlaceInCode]:
        for use in (*module.uses, *module.main_uses):
            if use[0].isidentifier():
                yield from self._meant(path, use)
