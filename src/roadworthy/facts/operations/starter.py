"""What starts the code of a project: a script, an act of a pipeline, an entry point, or a person."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from roadworthy.core.finding import Location
from roadworthy.core.late_re import re
from roadworthy.facts.ci import Act, Resolver, Verb
from roadworthy.facts.operations.calls import Called
from roadworthy.facts.operations.graph import Graph
from roadworthy.facts.operations.requests import Requests
from roadworthy.facts.operations.signals import COMMANDS
from roadworthy.facts.operations.starts import Start
from roadworthy.facts.operations.steps import Node
from roadworthy.facts.python import last_names
from roadworthy.tree.tree import Tree

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


class Starter:
    """Finds what starts the modules of a graph; `requests` is what answers requests."""

    def __init__(self, graph: Graph, calls: Iterable[Called], resolver: Resolver, tree: Tree) -> None:
        self.graph, self.resolver, self.tree = graph, resolver, tree
        self.calls = list(calls)
        self.requests = Requests(graph, self.calls)
        self._commands: dict[frozenset[str], tuple[frozenset[str], dict[str, str]]] = {}
        self._shut: dict[tuple[frozenset[str], frozenset[str]], frozenset[Node]] = {}

    # What a command of a manifest, an image or a pipeline starts.

    def script(self, text: str, at: Location, what: str) -> Iterator[Start]:
        """Yield what a shell script starts: in the project, or in the directory that its Dockerfile is in."""
        yield from self.acts(self.resolver.resolve_script(text, at).acts, what)
        if directory := posixpath.dirname(at.file):
            yield from self.acts(self.resolver.resolve_script(text, at, directory).acts, what)
        routes = self.requests.routes
        for found in (*_URL.finditer(text[:_SIZE]), *_URL_OF.finditer(text[:_SIZE])):
            route = next(filter(None, found.groups()))
            for node in routes.get(route.rstrip("/"), ()):
                yield Start(f"{what} requests `{route}`", at, (node,))

    def workers(self, text: str, at: Location, what: str) -> Iterator[Start]:
        """Yield the tasks of Celery where a script starts a worker, which waits for them."""
        if not _starts_worker(text[:_SIZE].split()):
            return
        imports = any("celery" in roots for roots in self.graph.roots.values())
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
            if last_names(definition.decorators) & _STEPS and self.graph.roots[node[0]] & ORCHESTRATORS:
                at = Location(node[0], definition.route, definition.span)
                yield Start(f"`{definition.name}` is a step", at, (node,))

    def scripts(self) -> Iterator[Start]:
        """Yield the modules without a main block that no other imports, and whose top level calls something.

        They run at their top level, once someone starts them.
        """
        imported = {
            found
            for path, module in self.graph.modules.items()
            for found in self.graph.names.imported_modules(module)
            if found != path
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
