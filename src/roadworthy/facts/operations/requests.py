"""Which code answers requests: handlers, routes that are added, pages, and programs that make a server."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from roadworthy.core.finding import Location
from roadworthy.facts.operations.calls import Called
from roadworthy.facts.operations.django import named_in_settings, settings_modules
from roadworthy.facts.operations.graph import Graph
from roadworthy.facts.operations.idle import idle_parts
from roadworthy.facts.operations.signals import (
    ADDING,
    ADDRESSES,
    MESSAGES,
    REGISTERED,
    REGISTERING,
    ROUTES,
    SERVING,
    is_named,
)
from roadworthy.facts.operations.starts import Start
from roadworthy.facts.operations.steps import Node
from roadworthy.facts.operations.waiting import waiting
from roadworthy.facts.project import (
    called_by_name,
    handed_to_bots,
    handler_classes,
    is_answering_method,
    is_bot,
    is_decorated,
    is_loaded,
    is_route_of_held,
    page_library,
    receivers,
    serves,
    shown_by_page,
)
from roadworthy.facts.python import MADE, ModuleSummary

#: What gives an application the routes of other modules.
_INCLUDES = frozenset(("include_router", "register_blueprint"))
#: The library whose `serve` hands connections to a function.
_SOCKETS = "websockets"
#: What sends requests with methods that are named like routes.
_CLIENTS = frozenset("aiohttp client http_client httpx requests session self test_client".split())


class Requests:
    """What answers requests in the modules of a graph."""

    def __init__(self, graph: Graph, calls: Sequence[Called]) -> None:
        self.graph, self.calls = graph, calls
        self._servers: dict[str, bool] = {}

    @cached_property
    def routes(self) -> dict[str, list[Node]]:
        """The handlers, by the path that they answer."""
        found: dict[str, list[Node]] = {}
        for call in self.calls:
            text = next((text for text in call.texts if text.startswith("/")), "")
            if not text or not is_named(f"{ROUTES} {ADDING}", call.name) or call.at.span is None:
                continue
            line = call.at.span.line
            after = self.graph.after(call.at.file, line)
            named = [node for name in call.names for node in self.graph.resolved(call.at.file, name)]
            if named:
                found.setdefault(text.rstrip("/"), []).extend(named)
            elif after:
                found.setdefault(text.rstrip("/"), []).extend(after)
        return found

    @cached_property
    def starts(self) -> tuple[Start, ...]:
        """What the code itself shows to answer requests."""
        # Beside handlers, what waits for messages may be a program that nothing deploys.
        found = tuple(self._found()) or tuple(waiting(self.graph))
        found += tuple(self._found_servers())
        # What makes an application of no routes that are read says little.
        return (*found, *self._found_applications()) if found else ()

    @cached_property
    def idle(self) -> frozenset[str]:
        """The modules whose routes are of a router that no application includes, as far as names show it."""
        return frozenset(idle_parts(self.graph))

    def _found(self) -> Iterator[Start]:
        modules = self.graph.modules.items()
        named = {path: frozenset(called_by_name(module)) for path, module in modules}
        classes = {path: handler_classes(module) for path, module in modules}
        received = {path: set(self._received(module)) for path, module in modules}
        for node, definition in self.graph.definitions.items():
            path, name = node
            if path in self.idle:
                continue
            # What is made of a decorated class, or has a name that a server knows, is called by its methods.
            answers = (definition.owner or name) in classes[path] and definition.name != "__init__"
            answers = answers or is_answering_method(definition)
            if (
                name in named[path]
                or definition.route in received[path]
                or ((answers or is_decorated(definition, around=True)) and self.is_server(path))
            ):
                at = Location(node[0], definition.route, definition.span)
                yield Start(f"`{definition.name}` answers requests", at, (node,))
        calls = [call for call in self.calls if call.at.file not in self.idle]
        for call in calls:
            # `web.post("/ask", ask)` as well as `app.add_url_rule("/ask", view_func=ask)`.
            adds = self._is_route(call) or (
                is_named(ADDRESSES, call.name) and "django" in self.graph.roots[call.at.file]
            )
            adds = adds or self._registers(call)
            if adds and self.is_server(call.at.file):
                nodes = [node for name in call.names for node in self._named(call, name)]
                if nodes:
                    yield Start(f"`{call.callee}` answers requests", call.at, tuple(nodes))
        yield from self._found_factories(calls)
        for path in settings_modules(self.graph):
            yield Start(f"Django loads `{path}`", Location(path), ((path, ""),))
            if named_there := tuple(named_in_settings(self.graph, path)):
                yield Start(f"Django calls what `{path}` names", Location(path), named_there)
        for path, module in self.graph.modules.items():
            if library := page_library(module):
                # What runs a page of Streamlit runs it as a program, and others are programs that show one.
                main = ("__main__",) if not is_loaded(library) else ()
                parts = tuple((path, name) for name in ("", *main))
                yield Start(f"`{path}` is a page of {library}", Location(path), parts)

    def _received(self, module: ModuleSummary) -> Iterator[tuple[str, ...]]:
        """Yield the routes of what messages, calls of a protocol, and pages reach, in a module."""
        yield from receivers(module)
        yield from shown_by_page(module)
        for item in handed_to_bots(self.graph.names, module, self.graph.modules):
            yield item.route

    def _named(self, call: Called, name: str) -> Iterator[Node]:
        """Yield what a name means that a call is given: `self.ask` is a method of the class around it."""
        root, _, method = name.partition(".")
        if root != "self" or not method:
            yield from self.graph.resolved(call.at.file, name)
            return
        around = self.graph.definitions.get(self.graph.node_of(call.at.file, call.at.route))
        if around is not None and around.owner:
            classes = self.graph.classes
            for owner in classes.with_method_in_line((call.at.file, around.owner), method):
                yield from ((owner[0], ".".join(one.route)) for one in classes.method(owner, method))

    def _found_factories(self, calls: Sequence[Called]) -> Iterator[Start]:
        """Yield the functions that hold handlers, as `create_app` does: these are no definitions."""
        for call in calls:
            route = call.at.route and "." in call.callee and self._is_route(call)
            if route and self.is_server(call.at.file):
                node = self.graph.node_of(call.at.file, call.at.route)
                sends = call.callee.partition(".")[0] in _CLIENTS and not is_named(ADDING, call.name)
                if node[1] and (not sends or is_route_of_held(call.callee)):
                    yield Start(f"`{node[1]}` answers requests", call.at, (node,))

    def _found_applications(self) -> Iterator[Start]:
        """Yield what gives an application the routes of other modules: what it hooks in sees all requests."""
        for path, module in self.graph.modules.items():
            if path in self.idle or not self.is_server(path):
                continue
            parts = [("", module.uses), *((".".join(one.route), one.uses) for one in module.definitions)]
            for name, uses in parts:
                if any(use.replace(MADE, ".").rpartition(".")[2] in _INCLUDES for use in uses):
                    yield Start(f"`{name or path}` makes the application", Location(path), ((path, name),))

    def _registers(self, call: Called) -> bool:
        """Tell whether a call hands functions to what receives messages: `router.message.register(ask)`."""
        kind = call.callee.rpartition(".")[0].rpartition(".")[2]
        named = is_named(REGISTERING, call.name) or (call.name == REGISTERED and is_named(MESSAGES, kind))
        return named and is_bot(self.graph.modules[call.at.file])

    def _is_route(self, call: Called) -> bool:
        """Tell whether a call makes or adds a route, by its name and a path."""
        if is_named(ADDING, call.name):
            return True
        return is_named(ROUTES, call.name) and any(text.startswith("/") for text in call.texts)

    def _found_servers(self) -> Iterator[Start]:
        """Yield what makes or runs a server by itself: `make_server(host, port, Application())`.

        A deployment that runs the program adds nothing to it: as with a framework's handlers, the code shows
        that requests lead there.
        """
        for call in self.calls:
            if is_named(SERVING, call.name) or self._serves_sockets(call):
                node = self.graph.node_of(call.at.file, call.at.route)
                yield Start(f"`{node[1] or node[0]}` runs a server", call.at, (node,))

    def _serves_sockets(self, call: Called) -> bool:
        """Tell whether a call runs a server of `websockets`, which hands each connection to a function."""
        root = call.callee.partition(".")[0]
        return call.name == "serve" and any(
            item.binds == root and item.module.partition(".")[0] == _SOCKETS and not item.level
            for item in self.graph.modules[call.at.file].imports
        )

    def is_server(self, path: str) -> bool:
        """Tell whether a module imports something with which it answers requests or messages."""
        if path not in self._servers:
            self._servers[path] = serves(self.graph.modules[path])
        return self._servers[path]
