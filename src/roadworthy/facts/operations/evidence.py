"""The fact `Operations`: what watches the served model, how far there is evidence, and the way to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from roadworthy.core.fact import fact
from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass
from roadworthy.facts.ci import CI, Event, Resolver
from roadworthy.facts.container import Charts, ComposeService, Dockerfile, KubernetesObject
from roadworthy.facts.metadata import Pyproject
from roadworthy.facts.notebooks import NotebookSummary
from roadworthy.facts.operations.addresses import FixedAddress
from roadworthy.facts.operations.answerflow import answer_flow
from roadworthy.facts.operations.calls import Bound, Called, Parameter
from roadworthy.facts.operations.checkedinpart import checks_nothing, checks_unseen, keep_own_checks, unread
from roadworthy.facts.operations.checkedrequests import (
    beside_uploads,
    checked_requests,
    is_asked,
    typed_requests,
    untyped,
)
from roadworthy.facts.operations.deployed import deployed_scripts, scheduled_acts
from roadworthy.facts.operations.django import installed, root_views, settings_modules
from roadworthy.facts.operations.earlyrefusals import EarlyRefusal
from roadworthy.facts.operations.earlyreturns import EarlyReturn, LateRefusal
from roadworthy.facts.operations.graph import Graph
from roadworthy.facts.operations.handing import HandedOn
from roadworthy.facts.operations.handled import BadRequestAnswer, BoundSetting, EnvironmentRead, settings_read
from roadworthy.facts.operations.handlers import (
    file_takers,
    in_handlers,
    refused_early,
    refusers_of,
    untold_types,
)
from roadworthy.facts.operations.hostednames import HostedModelName
from roadworthy.facts.operations.innotebooks import in_notebooks
from roadworthy.facts.operations.keptinpart import drop_clear, note_part
from roadworthy.facts.operations.levels import Level, Operations, Watched
from roadworthy.facts.operations.modelnames import ModelName
from roadworthy.facts.operations.monitors import monitors
from roadworthy.facts.operations.ownways import is_of_model, only_starts, own_ways
from roadworthy.facts.operations.resolved import Library
from roadworthy.facts.operations.schedules import beats, files, schedules
from roadworthy.facts.operations.signals import LOADERS, Concern, is_named
from roadworthy.facts.operations.starter import Starter
from roadworthy.facts.operations.starts import Start, distinct
from roadworthy.facts.operations.startup import startup
from roadworthy.facts.operations.steps import Node
from roadworthy.facts.operations.timers import timers
from roadworthy.facts.operations.walks import ReachedNodes, Walks, Ways, all_of, way_to
from roadworthy.facts.operations.words import words_of
from roadworthy.facts.project import receives_messages, serving_frameworks
from roadworthy.facts.python import ModuleSummary
from roadworthy.tree.roles import is_run
from roadworthy.tree.tree import Tree

#: What is asked about requests: a job that does it for itself is no answer.
_OF_REQUESTS = frozenset((Concern.ERRORS, Concern.INPUT_VALIDATION, Concern.METRICS, Concern.PREDICTION_LOG))
#: What is asked about what comes in.
_OF_INPUTS = frozenset((Concern.INPUT_QUALITY, Concern.INPUT_VALIDATION))
#: Words in the names of what trains a model, and of that or of what runs as the service starts.
_TRAINING = frozenset("fit retrain train training tune".split())
_PREPARING = _TRAINING | frozenset("lifespan startup warmup".split())
#: What hands a request to a worker at a queue.
_HANDING = frozenset(
    "apply_async basic_publish delay enqueue enqueue_job kiq lpush produce rpush send_and_wait send_task"
    " xadd".split()
)
#: Words in the names of handlers that know people, and no model.
_ACCESS = frozenset("auth login logout refresh register signin signup token user users".split())


@fact
def operations(
    modules: tuple[ModuleSummary, ...],
    notebooks: tuple[NotebookSummary, ...],
    calls: tuple[Called, ...],
    bound: tuple[Bound, ...],
    parameters: tuple[Parameter, ...],
    names: tuple[ModelName, ...],
    hosted: tuple[HostedModelName, ...],
    refusals: tuple[BadRequestAnswer, ...],
    reads: tuple[EnvironmentRead, ...],
    settings: tuple[BoundSetting, ...],
    addresses: tuple[FixedAddress, ...],
    handed: tuple[HandedOn, ...],
    ends: tuple[EarlyReturn, ...],
    late: tuple[LateRefusal, ...],
    early: tuple[EarlyRefusal, ...],
    ci: CI,
    resolver: Resolver,
    dockerfiles: tuple[Dockerfile, ...],
    services: tuple[ComposeService, ...],
    objects: tuple[KubernetesObject, ...],
    charts: Charts,
    pyproject: Pyproject | None,
    tree: Tree,
) -> Operations:
    """Follow the code from requests, schedules and programs to the calls that watch something."""
    graph = Graph(module for module in modules if is_run(module.path, module.role))
    starter = Starter(graph, calls, resolver, tree)
    by_schedule = scheduled_acts(ci)
    scheduled = [*schedules(starter, dockerfiles), *beats(starter), *files(starter), *timers(starter)]
    scheduled += starter.acts(by_schedule, "a schedule of the pipeline")
    scheduled += _requested(starter, ci)
    served, trained = [*starter.requests.starts], list[Start]()
    for script, at, what, is_scheduled in deployed_scripts(
        dockerfiles, services, (*objects, *charts.objects)
    ):
        for start in starter.script(script, at, what):
            apart = trained if _runs_training(graph, start) else served
            (scheduled if is_scheduled else apart).append(start)
        served += starter.workers(script, at, what)
    programs = [*starter.programs(_targets(pyproject)), *trained]
    programs += starter.acts([act for ran in ci.jobs for act in ran.acts], "the pipeline")
    sites = [*_sites(graph, Library(graph, calls, bound))]
    plain = Walks(graph)
    walks = Walks(graph, plain.met(startup(starter.requests)) if served else ())
    found: dict[Concern, Watched] = {}
    served_nodes: list[ReachedNodes] = []
    asked_nodes: list[ReachedNodes] = []
    # A script that serves nothing has no requests to watch.
    others = [site for site in sites if site.serving or site.watch not in _OF_REQUESTS]
    for level, starts, wanted in (
        (Level.SCHEDULED, scheduled, sites),
        (Level.SERVED, served, sites),
        (Level.CALLED, programs, sites),
        (Level.CALLED, [*starter.scripts()] if others else [], others),
    ):
        different = list(distinct(starts))
        ahead = walks if level is Level.SERVED else plain
        # What no walk from all of them comes to, none from one of them does.
        together = ahead.ways(node for start in different for node in start.nodes) if wanted else {}
        open_ones = [site for site in wanted if site.node in together]
        for start in different:
            open_ones = [site for site in open_ones if site.level_at(level) > _known(found, site.watch)]
            if not open_ones and level is not Level.SERVED:
                break
            there = ahead.reached(start.nodes, start.shut)
            if level is Level.SERVED:
                served_nodes.append(there)
                if not _trains(start):
                    asked_nodes.append(there)
            for site in open_ones:
                got = site.level_at(level)
                if site.node in there and got > _known(found, site.watch):
                    ways = ahead.ways(start.nodes, start.shut)
                    if level is Level.SERVED and _is_of_training(site, way_to(site.node, ways)):
                        continue
                    chain = (*_chain(graph, start, site.node, ways), (site.words, site.at))
                    found[site.watch] = Watched(site.watch, got, chain)
    reached = all_of(served_nodes)
    handlers = frozenset(node for start in served for node in start.nodes)
    stated = frozenset(graph.node_of(item.at.file, item.at.route) for item in refusals)
    refusals = (*refusals, *refused_early(graph, early, handlers))
    refusing = frozenset(graph.node_of(item.at.file, item.at.route) for item in refusals)
    flow = answer_flow(graph, handed, reached, handlers, refusing)
    keeping = [site for site in sites if site.watch is Concern.PREDICTION_LOG]
    drop_clear(found, [(site.node, site.words, site.at) for site in keeping], reached, flow)
    askers = handlers & flow.asking
    checks = [(site.node, site.words, site.at) for site in sites if site.watch is Concern.INPUT_VALIDATION]
    named = {node for node in handlers & graph.definitions.keys() if is_asked(graph.definitions[node])}
    answering = askers | named if askers else frozenset[Node]()
    of_model = all_of(walks.reached((node,)) for node in sorted(answering))
    keep_own_checks(graph, found, checks, answering, walks)
    asked, unasked = _typed(starter, parameters, flow.asking)
    for typed in asked:
        told = found.get(typed.watch)
        # What the framework does before the handler runs says more than a function that is called somewhere.
        if told is None or told.level < typed.level or (told.level == typed.level and not typed.lacks):
            found[typed.watch] = typed
    for seen in (
        *in_handlers(graph, calls, refusals, reached, served, flow, of_model, late),
        *installed(graph, settings_modules(graph)),
        *in_notebooks(notebooks),
    ):
        if seen.level > _known(found, seen.watch) or found[seen.watch].lacks:
            found[seen.watch] = seen
    if not any(site.serving for site in keeping):
        asked_ways = ((node, walks.reached((node,))) for node in sorted(askers))
        keepers = [site.node for site in keeping if site.node not in flow.clear]
        note_part(graph, found, keepers, flow, asked_ways)
    checked = found.get(Concern.INPUT_VALIDATION)
    if checked is not None and checked.level is Level.SERVED and not checked.lacks:
        # A route of the model that checks nothing of what it takes leaves a part.
        refusers = {*refusers_of(graph, calls, refusals), *checked_requests(graph, sorted(reached))}
        refusers.update(site.node for site in sites if site.watch is checked.watch)
        known = sorted(node for node in askers if node in graph.definitions)
        read = unread(graph, known, (one.at for one in ends)) if len(known) > 1 else ()
        plain_ones = list(untyped(graph, parameters, known))
        for node in (*plain_ones, *read):
            there = walks.reached((node,))
            if not any(one in there for one in refusers):
                sure = not checks_unseen(graph, there)
                if not sure and node not in plain_ones:
                    continue
                lacks = f"no check of what `{node[1]}` takes was found"
                found[checked.watch] = Watched(checked.watch, checked.level, checked.chain, lacks, sure)
                if sure:
                    break
    for monitor in monitors(by_schedule, tree):
        found[monitor.watch] = monitor
    unfound = [site for site in sites if site.watch not in found and site.node not in flow.clear]
    uncalled = {site.watch: site.at for site in unfound if not site.shown}
    loads = tuple(call for call in calls if is_named(LOADERS, call.name) or call.callee.endswith("hub.load"))
    inner = frozenset(node for node in reached if node[1])
    paths = frozenset(path for path, _ in reached)
    checked = found.get(Concern.INPUT_VALIDATION)
    # Fields beside a file say that the framework knows no more of it.
    if checked is None or not checked.lacks:
        takers = sorted({*file_takers(graph, handlers, parameters)})
        ending = {graph.node_of(one.at.file, one.at.route) for one in ends} if takers else set[Node]()
        unasked |= {node for node in takers if not checks_nothing(graph, walks.reached((node,)), ending)}
        unasked |= {*untold_types(graph, handlers, parameters)}
    # What another handler refuses than those that ask the model is no request of it.
    beside = handlers - flow.asking if flow.asking else frozenset[Node]()
    refusing = (stated & reached - beside) | unasked
    return Operations(
        found,
        uncalled,
        inner,
        paths,
        loads,
        names,
        refusing,
        settings_read(reads, settings, modules, addresses),
        starter.requests.idle,
        hosted,
        flow,
        bool(modules),
        frozenset(root_views(graph, calls)),
        inner - all_of(asked_nodes),
        graph.loaded(paths),
        inner & of_model,
    )


@dataclass(frozen=True, slots=True)
class _Site:
    """A place in the code that watches something, once it runs.

    `recurring` is true where a platform repeats it, `serving` where one does it for each request, `shown`
    where it tells someone only if requests lead to it.
    """

    watch: Concern
    node: Node
    words: str
    at: Location
    recurring: bool = False
    serving: bool = False
    shown: bool = False

    def level_at(self, level: Level) -> Level:
        """Return the level that it shows where code of one leads to it; below all, where it shows nothing."""
        if self.serving:
            return Level.SERVED
        unasked = self.shown and level is Level.CALLED
        if unasked or (self.watch in _OF_REQUESTS and level is Level.SCHEDULED):
            return Level.NONE
        return Level.SCHEDULED if self.recurring else level


def _is_of_training(site: _Site, way: Iterable[Node]) -> bool:
    """Tell whether what a service trains or starts with is checked, by the way there: it is no new input."""
    return site.watch in _OF_INPUTS and any(
        not _PREPARING.isdisjoint(words_of(name.rpartition(".")[2])) for _, name in way
    )


def _trains(start: Start) -> bool:
    """Tell whether all that a start runs is named for a training."""
    return all(not _TRAINING.isdisjoint(words_of(name.rpartition(".")[2])) for _, name in start.nodes)


def _runs_training(graph: Graph, start: Start) -> bool:
    """Tell whether all that a start runs lies in files that are named for a training, and serve nothing."""
    files = {path for path, _ in start.nodes}
    return bool(files) and all(
        not _TRAINING.isdisjoint(words_of(path.rpartition("/")[2].removesuffix(".py")))
        and not serving_frameworks(graph.modules[path])
        and not receives_messages(graph.modules[path])
        for path in files
    )


def _known(found: Mapping[Concern, Watched], watch: Concern) -> Level:
    return found[watch].level if watch in found else Level.NONE


def _sites(graph: Graph, library: Library) -> Iterator[_Site]:
    for signal, call, node in library.found():
        # What is counted while the service starts are no requests; what is set up there counts them later.
        if signal.watch is Concern.METRICS and signal.makes and only_starts(node):
            continue
        yield _Site(
            signal.watch, node, f"`{call.callee.lstrip('.')}`", call.at, signal.recurring, signal.serving
        )
    for watch, node, name in own_ways(graph):
        yield _Site(watch, node, f"`{name}`", _place(graph, node), shown=is_of_model(watch, name))


def _typed(
    starter: Starter, parameters: Iterable[Parameter], asking: Collection[Node]
) -> tuple[list[Watched], frozenset[Node]]:
    """Return the handlers whose framework validates requests by their type, and those that say too little.

    Where no handler that answers by the model is among them, what others take says nothing of its requests.
    """
    graph = starter.graph
    handlers = [node for start in starter.requests.starts for node in start.nodes]
    known = [node for node in handlers if node in graph.definitions]
    answering = {node for node in known if node in asking or is_asked(graph.definitions[node])}
    # What hands a request to a worker asks the model there, and what is named for it only reads its answer.
    if answering.isdisjoint(asking):
        answering.update(node for node in known if _hands_on(graph, node))
    typed = list(typed_requests(graph, handlers, parameters, answering))
    if (answering and answering.isdisjoint(typed)) or all(map(_of_access, typed)):
        return [], frozenset(typed)
    uploads = frozenset(beside_uploads(graph, typed, parameters))
    if uploads.issuperset(node for node in typed if node in answering):
        typed = [node for node in typed if node in answering] or typed
    told = [
        (f"`{node[1]}` takes a request of a model's type", _place(graph, node), node in uploads)
        for node in typed
    ]
    lacks = "the fields beside the file are checked, and no check of the file was found"
    return [
        Watched(Concern.INPUT_VALIDATION, Level.SERVED, ((words, at),), lacks if part else "")
        for words, at, part in told
    ], frozenset()


def _hands_on(graph: Graph, node: Node) -> bool:
    """Tell whether a handler, or what it calls, hands something to a worker at a queue."""
    steps = (one for one in graph.steps(node) if not isinstance(one, str))
    near = (graph.definitions[one] for one in (node, *steps) if one in graph.definitions)
    return any(item.kind != "class" and not item.names.isdisjoint(_HANDING) for item in near)


def _of_access(node: Node) -> bool:
    """Tell whether a handler, by its name, is asked by who signs in."""
    return not _ACCESS.isdisjoint(node[1].lower().split("_"))


def _requested(starter: Starter, ci: CI) -> Iterator[Start]:
    """Yield the handlers that a scheduled job of a pipeline requests by their path."""
    for ran in ci.jobs:
        for step in ran.job.steps:
            events = ran.job.events if step.events is None else ran.job.events & step.events
            if Event.SCHEDULE in events and ("curl" in step.script or "://" in step.script):
                yield from starter.script(step.script, step.at, "a schedule of the pipeline")


def _chain(graph: Graph, start: Start, node: Node, ways: Ways) -> Iterator[tuple[str, Location]]:
    yield start.what, start.at
    for path, name in way_to(node, ways):
        if name and name != "__main__":
            yield f"`{name}`", _place(graph, (path, name))
        elif not name:
            yield f"`{path}`", Location(path)


def _place(graph: Graph, node: Node) -> Location:
    definition = graph.definitions.get(node)
    return Location(node[0], definition.route, definition.span) if definition else Location(node[0])


def _targets(pyproject: Pyproject | None) -> list[str]:
    return [text for _, text in pyproject.each(str, "project", "scripts")] if pyproject else []
