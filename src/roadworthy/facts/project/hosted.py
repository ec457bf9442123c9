"""Whether requests are answered by a model that a provider hosts: what their handlers lead to.

An import or a name alone says nothing: a client of a known library must be made and asked, in code that a
handler uses by name, however many calls away.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator

from roadworthy.data.hosted_models import hosted_models
from roadworthy.facts.project.hosted_clients import HostedClients, PlaceInCode
from roadworthy.facts.python import GIVEN, HEIRS, MADE, Definition, Import, ModuleSummary

#: Libraries whose page is its script.
_PAGES = frozenset("chainlit dash gradio panel streamlit".split())
#: Ends of decorators that hand a function to what answers requests.
_ROUTES = frozenset(
    "api api_route api_view callback delete get on_message patch post put route websocket".split()
)
#: What holds handlers that are no definitions by themselves, as `create_app` does.
_APPLICATIONS = frozenset("APIRouter Blueprint FastAPI Flask Litestar Quart Sanic Starlette".split())
_INNER = frozenset("add_api_route add_url_rule api_route route websocket".split())
#: Bases of classes that answer requests.
_HANDLERS = frozenset(
    "APIView CreateAPIView GenericAPIView GenericViewSet HTTPEndpoint MethodView ModelViewSet RequestHandler"
    " Resource View ViewSet".split()
)
#: Methods of Python's own types: their names tell nothing of the object.
_COMMON = frozenset(name for kind in (bytes, dict, list, set, str) for name in dir(kind))
#: The least share of handlers that lead to the model: an application may ask one beside its own business.
_SHARE = 0.1


def hosted_model(modules: Iterable[ModuleSummary], serves: Callable[[Import], object]) -> str | None:
    """Return the library of hosted models that handlers of requests ask, None where there is none.

    `serves` tells whether an import is of a framework to serve with.
    """
    modules = tuple(modules)
    # Many modules import the same.
    imported = {f"{item.module}.{item.name or ''}." for module in modules for item in module.imports}
    rows = [row for row in hosted_models() if any(map(row.has, imported))]
    return _Answers(HostedClients(modules, rows)).answering(serves) if rows else None


class _Answers:
    """The definitions of some modules that lead to a hosted model."""

    def __init__(self, code: HostedClients) -> None:
        self.code = code
        self.leading = dict(code.asking)
        self._follow()

    def answering(self, serves: Callable[[Import], object]) -> str | None:
        serving = [pair for pair in self.code.modules.items() if any(map(serves, pair[1].imports))]
        # Pages may only hand on what they are asked to the routes of the same project.
        for handlers_of in (self._routes, self._pages):
            handlers = dict.fromkeys(place for path, module in serving for place in handlers_of(path, module))
            found = [self.leading[place] for place in handlers if place in self.leading]
            if found and len(found) >= _SHARE * len(handlers):
                return found[0].module
        return None

    def _follow(self) -> None:
        """Add what uses the definitions that lead to a model, until nothing is added."""
        methods = {route[1] for _, route in self.code.uses if len(route) == 2} - _COMMON
        users: dict[PlaceInCode | str, list[PlaceInCode]] = {}
        for place in self.code.uses:
            for used in self._used_in(place, methods):
                users.setdefault(used, []).append(place)
        pending = list(self.leading)
        while pending:
            _, route = place = pending.pop()
            row = self.leading[place]
            for user in (*users.get(place, ()), *(users.get(route[1], ()) if len(route) == 2 else ())):
                if user not in self.leading:
                    self.leading[user] = row
                    pending.append(user)

    def _used_in(self, place: PlaceInCode, methods: Collection[str]) -> Iterator[PlaceInCode | str]:
        """Yield the definitions that one uses, and the names of methods of objects that are not known."""
        path, _ = place
        for use in self.code.uses[place]:
            if use[0].isidentifier():
                yield from self._meant(path, use)
            elif use[0] not in f".{MADE}":
                continue
            owner, _, last = use.rpartition(MADE if use[0] == MADE else ".")
            if last in methods and not self._is_foreign(path, owner):
                yield last

    def _meant(self, path: str, name: str) -> Iterator[PlaceInCode]:
        for where, item in self.code.meant(path, name):
            if item.kind != "class":
                yield where, item.route

    def _is_foreign(self, path: str, owner: str) -> bool:
        """Tell whether an object is of another library, as in `requests.post`."""
        if owner.startswith(MADE):
            return bool(self.code.names.foreign(path, owner[1:].partition(GIVEN)[0].removesuffix(HEIRS)))
        root, dot, _ = owner.partition(".")
        # What hangs on the object of a framework may be ours: `g.model.ask`.
        return bool(self.code.names.foreign(path, owner)) and not (dot and root in self.code.objects[path])

    def _routes(self, path: str, module: ModuleSummary) -> Iterator[PlaceInCode]:
        answering = {
            item.name
            for item in module.definitions
            if not _HANDLERS.isdisjoint(name.rpartition(".")[2] for name in item.bases)
        }
        decorated = False
        for item in module.definitions:
            if item.kind == "class":
                continue
            ends = {name.removesuffix("()").rpartition(".")[2] for name in item.decorators}
            if not ends.isdisjoint(_ROUTES) or item.owner in answering or _holds_routes(item):
                decorated = True
                yield path, item.route
        # `path("ask/", views.ask)`; beside routes, a name may be that of a dependency.
        if not decorated and not _is_page(module):
            yield from self._named(path, module)

    def _pages(self, path: str, module: ModuleSummary) -> Iterator[PlaceInCode]:
        if _is_page(module):
            yield path, ()
            # `Interface(fn=ask)`
            yield from self._named(path, module)

    def _named(self, path: str, module: ModuleSummary) -> Iterator[PlaceInCode]:
        for use in module.uses:
            if use[0].isidentifier():
                yield from self._meant(path, use)


def _is_page(module: ModuleSummary) -> bool:
    """Tell whether the script of a module is a page."""
    return not _PAGES.isdisjoint(item.module.partition(".")[0] for item in module.imports)


def _holds_routes(item: Definition) -> bool:
    """Tell whether a function holds the definitions that answer requests."""
    for use in item.uses:
        kind, _, attribute = use[1:].rpartition(MADE) if use.startswith(MADE) else ("", "", use[1:])
        if (kind.rpartition(".")[2] in _APPLICATIONS and attribute in _ROUTES) or (
            use.startswith((MADE, ".")) and attribute in _INNER
        ):
            return True
    return False
