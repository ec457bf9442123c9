"""What starts the project's code: a request, a schedule, or a person."""

from __future__ import annotations

import posixpath
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.late_re import re
from roadworthy.facts.ci import Act, Resolver, Verb
from roadworthy.facts.operations.calls import Called
from roadworthy.facts.operations.django import settings_modules
from roadworthy.facts.operations.graph import Graph, last_names
from roadworthy.facts.operations.idle import idle_parts
from roadworthy.facts.operations.signals import ADDING, ADDRESSES, COMMANDS, ROUTES, SERVING, is_named
from roadworthy.facts.operations.steps import Node
from roadworthy.facts.project import (
    PAGES,
    called_by_name,
    handler_classes,
    is_answering_method,
    is_decorated,
    serves,
)
from roadworthy.tree.tree import Tree

#: What sends requests with methods that are named like routes.
_CLIENTS = frozenset("aiohttp client http_client httpx requests session self test_client".split())
_TASKS = frozenset(("shared_task", "task"))
_WITH_VALUE = frozenset("-A -b --app --broker".split())
_STEPS = frozenset("asset component flow job op pipeline step task".split())
ORCHESTRATORS = frozenset(
    "airflow prefect dagster kfp zenml metaflow kedro luigi flytekit mage_ai modal azure vertexai".split()
)
_URL = re.compile(r"https?://[^/\s]++(/[\w./{}-]*+)|(?<![\w./-])(?:localhost|[\w.-]++:\d++)(/[\w./-]++)")
#: The same where a variable holds the address, as its name says: `$API_URL/drift`.
_URL_OF = re.compile(
    r"\$(?:\{{1,2}[ \t]?)?[\w.-]{0,80}(?:url|URL|host|HOST|endpoint|ENDPOINT)[ \t]?\}{0,2}(/[\w./-]++)"
)
_SIZE = 100_000


@dataclass(frozen=True)
class Start:
    """One thing that starts code: where it is, what it is in words, the nodes it starts, and what it shuts.

    `shut` are the other commands of a program that is started with one of its commands.
    """

    what: str
    at: Location
    nodes: tuple[Node, ...]
    shut: frozenset[Node] = frozenset()


class Starter:
    """Finds what starts the modules of a graph."""

    def __init__(self, graph: Graph, calls: Iterable[Called], resolver: Resolver, tree: Tree) -> None:
        self.graph, self.resolver, self.tree = graph, resolver, tree
        self.calls = list(calls)
        self.roots = {
            path: {item.module.partition(".")[0] for item in module.imports}
            for path, module in graph.modules.items()
        }
        #: The definitions of each file, sorted by the lines that they begin on.
        self._heads: dict[str, list[tuple[int, Node]]] = {}
        for node, definition in graph.definitions.items():
            self._heads.setdefault(node[0], []).append((definition.span.line, node))
        for heads in self._heads.values():
            heads.sort()
        self._all: dict[str, tuple[Node, ...]] = {}
        self._routes: dict[str, list[Node]] | None = None
        self._commands: dict[frozenset[str], tuple[frozenset[str], dict[str, str]]] = {}
        self._shut: dict[tuple[frozenset[str], frozenset[str]], frozenset[Node]] = {}
        self._servers: dict[str, bool] = {}
        self._requests: list[Start] | None = None
        self._idle: frozenset[str] | None = None

    # What a command of a manifest, an image or a pipeline starts.

    def script(self, text: str, at: Location, what: str) -> Iterator[Start]:
        """Yield what a shell script starts: in the project, or in the directory that its Dockerfile is in."""
        yield from self.acts(self.resolver.resolve_script(text, at).acts, what)
        if directory := posixpath.dirname(at.file):
            yield from self.acts(self.resolver.resolve_script(text, at, directory).acts, what)
        routes = self.routes()
        for found in (*_URL.finditer(text[:_SIZE]), *_URL_OF.finditer(text[:_SIZE])):
            route = next(filter(None, found.groups()))
            for node in routes.get(route.rstrip("/"), ()):
                yield Start(f"{what} requests `{route}`", at, (node,))

    def workers(self, text: str, at: Location, what: str) -> Iterator[Start]:
        """Yield the tasks of Celery where a script starts a worker, which waits for them."""
        if not _starts_worker(text[:_SIZE].split()):
            return
        imports = any("celery" in roots for roots in self.roots.values())
        for node, definition in self.graph.definitions.items() if imports else ():
            if last_names(definition.decorators) & _TASKS:
                yield Start(f"{what} starts a worker of Celery, for `{definition.name}`", at, (node,))

    def acts(self, acts: Iterable[Act], what: str) -> Iterator[Start]:
        """Yield what acts of pipelines start."""
        for act in acts:
            if act.verb is Verb.RUNS:
                nodes = self.program(act.detail)
                if nodes:
                    words = " ".join(act.words)[:80]
                    yield Start(f"{what} runs `{words}`", act.at, nodes, self.shut(nodes, act.words[1:]))

    def program(self, detail: str) -> tuple[Node, ...]:
        """Return the nodes of a file that is started, or of `module:function`."""
        if detail in self.graph.modules:
            return (detail, "__main__"), (detail, "")
        module, _, function = detail.partition(":")
        path = self.graph.names.module("", 0, module)
        if path is None:
            return ()
        node = (path, function)
        if function and node in self.graph.definitions:
            return (node,)
        return tuple(self.graph.resolved(path, function)) if function else ((path, "__main__"), (path, ""))

    def shut(self, nodes: Iterable[Node], words: Iterable[str]) -> frozenset[Node]:
        """Return the definitions of the commands of a program that its words do not name."""
        near, commands = self.commands(frozenset(path for path, _ in nodes))
        chosen = frozenset(commands).intersection(word.replace("-", "_") for word in words)
        if not chosen:
            return frozenset()
        key = near, chosen
        if key not in self._shut:
            self._shut[key] = frozenset(
                node
                for node, definition in self.graph.definitions.items()
                if node[0] in near
                and _bare(definition.name) in commands
                and _bare(definition.name) not in chosen
            )
        return self._shut[key]

    def commands(self, paths: frozenset[str]) -> tuple[frozenset[str], dict[str, str]]:
        """Return some files with what they import, and the commands that are defined there, by name."""
        if paths not in self._commands:
            self._commands[paths] = self._found_commands(paths)
        return self._commands[paths]

    def _found_commands(self, paths: frozenset[str]) -> tuple[frozenset[str], dict[str, str]]:
        near = paths | {
            found
            for path in paths
            for item in self.graph.modules[path].imports
            if (found := self.graph.names.module(path, item.level, item.module)) is not None
        }
        commands = {
            text.replace("-", "_"): call.at.file
            for call in self.calls
            if call.name == COMMANDS and call.at.file in near
            for text in call.texts[:1]
        }
        for path, name in self.graph.definitions:
            definition = self.graph.definitions[path, name]
            if path in near and any(d.rstrip("()").endswith(".command") for d in definition.decorators):
                commands[_bare(definition.name)] = path
        return near, commands

    def after(self, path: str, line: int) -> tuple[Node, ...]:
        """Return the definition that begins at a line of a file or soon after it, as below a decorator."""
        heads = self._heads.get(path, [])
        at = bisect_left(heads, (line,))
        return (heads[at][1],) if at < len(heads) and heads[at][0] - line < 20 else ()

    def all_of(self, path: str) -> tuple[Node, ...]:
        """Return all nodes of a file."""
        if path not in self._all:
            self._all[path] = ((path, ""), *(node for _, node in self._heads.get(path, ())))
        return self._all[path]

    # Requests.

    def routes(self) -> dict[str, list[Node]]:
        """Return the handlers by the path that they answer."""
        if self._routes is None:
            self._routes = self._found_routes()
        return self._routes

    def _found_routes(self) -> dict[str, list[Node]]:
        found: dict[str, list[Node]] = {}
        for call in self.calls:
            text = next((text for text in call.texts if text.startswith("/")), "")
            if not text or not is_named(f"{ROUTES} {ADDING}", call.name) or call.at.span is None:
                continue
            line = call.at.span.line
            after = self.after(call.at.file, line)
            named = [node for name in call.names for node in self.graph.resolved(call.at.file, name)]
            if named:
                found.setdefault(text.rstrip("/"), []).extend(named)
            elif after:
                found.setdefault(text.rstrip("/"), []).extend(after)
        return found

    def requests(self) -> list[Start]:
        """Return what the code itself shows to answer requests."""
        if self._requests is None:
            self._requests = list(self._found_requests())
        return self._requests

    @property
    def idle(self) -> frozenset[str]:
        """The modules whose routes are of a router that no application includes, as far as names show it."""
        if self._idle is None:
            self._idle = frozenset(idle_parts(self.graph))
        return self._idle

    def _found_requests(self) -> Iterator[Start]:
        modules = self.graph.modules.items()
        named = {path: frozenset(called_by_name(module)) for path, module in modules}
        classes = {path: handler_classes(module) for path, module in modules}
        for node, definition in self.graph.definitions.items():
            path, name = node
            if path in self.idle:
                continue
            # What is made of a decorated class, or has a name that a server knows, is called by its methods.
            answers = (definition.owner or name) in classes[path] and definition.name != "__init__"
            answers = answers or is_answering_method(definition)
            if name in named[path] or (
                (answers or is_decorated(definition, around=True)) and self._is_server(path)
            ):
                at = Location(node[0], definition.route, definition.span)
                yield Start(f"`{definition.name}` answers requests", at, (node,))
        for call in self.calls:
            # `web.post("/ask", ask)` as well as `app.add_url_rule("/ask", view_func=ask)`.
            adds = self._is_route(call) or (
                is_named(ADDRESSES, call.name) and "django" in self.roots[call.at.file]
            )
            if adds and self._is_server(call.at.file):
                nodes = [node for name in call.names for node in self.graph.resolved(call.at.file, name)]
                if nodes:
                    yield Start(f"`{call.callee}` answers requests", call.at, tuple(nodes))
        yield from self._found_factories()
        yield from self._found_servers()
        for path in settings_modules(self.graph):
            yield Start(f"Django loads `{path}`", Location(path), ((path, ""),))
        for path, roots in self.roots.items():
            if roots & PAGES:
                # What runs a page of Streamlit runs it as a program.
                main = ("__main__",) if "streamlit" in roots else ()
                parts = tuple((path, name) for name in ("", *main))
                yield Start(f"`{path}` is a page of {min(roots & PAGES)}", Location(path), parts)

    def _found_factories(self) -> Iterator[Start]:
        """Yield the functions that hold handlers, as `create_app` does: these are no definitions."""
        for call in self.calls:
            route = call.at.route and "." in call.callee and self._is_route(call)
            if route and self._is_server(call.at.file):
                node = self.graph.node_of(call.at.file, call.at.route)
                sends = call.callee.partition(".")[0] in _CLIENTS and not is_named(ADDING, call.name)
                if node[1] and not sends:
                    yield Start(f"`{node[1]}` answers requests", call.at, (node,))

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
            if is_named(SERVING, call.name):
                node = self.graph.node_of(call.at.file, call.at.route)
                yield Start(f"`{node[1] or node[0]}` runs a server", call.at, (node,))

    def _is_server(self, path: str) -> bool:
        if path not in self._servers:
            self._servers[path] = serves(self.graph.modules[path])
        return self._servers[path]

    # Programs that someone or something starts.

    def programs(self, targets: Iterable[str]) -> Iterator[Start]:
        """Yield all programs: entry points, files that can be started, and steps of orchestrators."""
        for target in targets:
            if nodes := self.program(target):
                yield Start(f"`{target}` is an entry point", Location(nodes[0][0]), nodes)
        for path, module in self.graph.modules.items():
            if module.main_uses:
                yield Start(f"`{path}` can be started", Location(path), ((path, "__main__"),))
        for node, definition in self.graph.definitions.items():
            if last_names(definition.decorators) & _STEPS and self.roots[node[0]] & ORCHESTRATORS:
                at = Location(node[0], definition.route, definition.span)
                yield Start(f"`{definition.name}` is a step", at, (node,))

    def scripts(self) -> Iterator[Start]:
        """Yield the modules without a main block that no other imports, and whose top level calls something.

        They run at their top level, once someone starts them.
        """
        imported = {
            found
            for path, module in self.graph.modules.items()
            for item in module.imports
            for name in (item.module, f"{item.module}.{item.name}".strip("."))
            if (found := self.graph.names.module(path, item.level, name)) not in (None, path)
        }
        for path, module in self.graph.modules.items():
            if module.called and not module.main_uses and path not in imported:
                yield Start(f"`{path}` can be started", Location(path), ((path, ""),))


def _starts_worker(words: list[str]) -> bool:
    """Tell whether a command starts a worker of Celery: what follows its options says so."""
    for at, word in enumerate(words):
        if word.rpartition("/")[2] != "celery":
            continue
        rest = iter(words[at + 1 :])
        for one in rest:
            if one in _WITH_VALUE:
                next(rest, None)
            elif not one.startswith("-"):
                if one == "worker":
                    return True
                break
    return False


def _bare(name: str) -> str:
    """Return the command that a function is called after: of `_drift` and `run_drift` it is `drift`."""
    name = name.strip("_")
    for prefix in ("cmd_", "command_", "run_", "do_", "handle_"):
        name = name.removeprefix(prefix)
    return name.removesuffix("_command").removesuffix("_cmd")
