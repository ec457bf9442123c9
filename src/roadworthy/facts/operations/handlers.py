"""What code that answers requests shows by itself: answers that it keeps, and requests that it refuses."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace

from roadworthy.core.finding import Location
from roadworthy.facts.operations.answerflow import AnswerFlow
from roadworthy.facts.operations.calls import Called, Parameter
from roadworthy.facts.operations.checkedinpart import may_check
from roadworthy.facts.operations.checkedrequests import (
    checked_requests,
    checks_by_error,
    is_asked,
    predicts,
)
from roadworthy.facts.operations.earlyrefusals import EarlyRefusal
from roadworthy.facts.operations.earlyreturns import LateRefusal
from roadworthy.facts.operations.graph import Graph
from roadworthy.facts.operations.handled import BadRequestAnswer
from roadworthy.facts.operations.levels import Level, Watched
from roadworthy.facts.operations.signals import EXPECTING, REFUSALS, TYPED, Concern, is_named
from roadworthy.facts.operations.starts import Start
from roadworthy.facts.operations.steps import Node
from roadworthy.facts.operations.stores import FITTING, kept_answers
from roadworthy.facts.operations.words import words_of
from roadworthy.facts.project import is_page, page_library, serving_frameworks

#: Refusals that are about the input by themselves, how others say so, and what answers by the model.
_INVALID = frozenset("BadRequest InvalidArgument RequestValidationError UnprocessableEntity".split())
_STATUS = "400 422 HTTP_400* HTTP_422* BAD_REQUEST UNPROCESSABLE*"
#: What takes a file, a picture or a sound on a page.
_FILES = frozenset("audio_input camera_input file_uploader st_canvas".split())
#: The error of what is not valid, and what is left where only a failure of the model is answered by one.
_INVALID_VALUE = "ValidationError"
_LATE = "only what fails beside the model is refused, and nothing before"
#: Words in the names of what checks who asks, how often, and what there is.
_BESIDE_INPUT = frozenset(
    "access auth authenticate authorize fetch key limit limits load login model models permission quota rate"
    " save session store token user".split()
)
#: What a training calls; a scaler may be fitted on the rows of one request.
_TRAINING = FITTING - {"fit_transform"}
#: The library of pages that calls functions with what people enter, and those whose handlers say what they
#: expect.
_CALLING = "gradio"
_EXPECTED = frozenset(("flask_restplus", "flask_restx"))
#: Libraries whose types describe no request, or one that is not checked.
_PLAIN = frozenset(
    "PIL bentoml collections datetime decimal enum fastapi httpx io logging motor numpy os pandas pathlib"
    " redis sqlalchemy sqlmodel starlette torch typing typing_extensions uuid".split()
)


def in_handlers(
    graph: Graph,
    calls: Collection[Called],
    refusals: Iterable[BadRequestAnswer],
    reached: AbstractSet[Node],
    served: Iterable[Start],
    flow: AnswerFlow,
    of_model: Collection[Node] = (),
    late: Collection[LateRefusal] = (),
) -> Iterator[Watched]:
    """Yield what code that answers requests shows: answers that are kept, and requests that it refuses.

    `of_model` is what handlers lead to that ask the model, if any is known; `late` are what catches a failure
    of the model.
    """
    for node in (*flow.kept, *kept_answers(graph, sorted(reached - flow.clear))):
        yield _watched(graph, Concern.PREDICTION_LOG, node, "answers requests and writes the answers down")
    handlers = {node for start in served for node in start.nodes}
    for node in checked_requests(graph, sorted(reached)):
        # What another handler than those of the model leads to and checks is no request of the model.
        if of_model and node not in of_model:
            continue
        if node in handlers and flow.asking and node not in flow.asking:
            definition = graph.definitions.get(node)
            if definition is None or not is_asked(definition):
                continue
        told = _watched(graph, Concern.INPUT_VALIDATION, node, "answers requests and checks them")
        if any(_only_late(graph, node, one) for one in late):
            told = replace(told, lacks=_LATE, sure=not may_check(graph.definitions[node], _INVALID_VALUE))
        yield told
    for node in _expecting(graph, calls):
        if node in reached:
            yield _watched(graph, Concern.INPUT_VALIDATION, node, "answers requests that are checked before")
    refusals = tuple(refusals)
    yield from _on_pages(graph, refusals)
    yield from _called_first(graph, calls, refusals, flow.asking)
    for node, at in _refusing(graph, calls, refusals):
        definition = graph.definitions.get(node)
        # A refusal beside the call of the model is about its input.
        if node not in reached or definition is None:
            continue
        asks = is_asked(definition) if node in handlers else predicts(definition)
        if not asks and node not in flow.asking:
            continue
        # A function beside the handlers may be a training.
        if node in handlers or definition.owner or definition.names.isdisjoint(_TRAINING):
            told = _watched(graph, Concern.INPUT_VALIDATION, node, "refuses requests", at)
            if any(_holds(place, at) for one in late for place in one.places):
                told = replace(told, lacks=_LATE)
            yield told


def _called_first(
    graph: Graph, calls: Collection[Called], refusals: Iterable[BadRequestAnswer], asking: Iterable[Node]
) -> Iterator[Watched]:
    """Yield the functions that a handler of the model calls, and that answer a bad request as such.

    What checks who asks, or whether the model is there, refuses no input.
    """
    near = {step for node in asking for step in graph.steps(node) if not isinstance(step, str)}
    stated = [item for item in refusals if not item.unstated]
    for node, at in _refusing(graph, calls, stated) if near else ():
        definition = graph.definitions.get(node)
        if node in near and definition is not None and not words_of(definition.name) & _BESIDE_INPUT:
            yield _watched(graph, Concern.INPUT_VALIDATION, node, "refuses requests for a handler", at)


def _on_pages(graph: Graph, refusals: Iterable[BadRequestAnswer]) -> Iterator[Watched]:
    """Yield what pages refuse of what people enter; beside a service it is the service that checks.

    A file that a page takes, too, is not checked by that.
    """
    pages = [item for item in refusals if item.on_page and is_page(graph.modules[item.at.file])]
    if not pages or any(map(serving_frameworks, graph.modules.values())):
        return
    files = any(one.mentions(_FILES) for one in graph.modules.values() if is_page(one))
    lacks = "no check of the file or picture that it takes was found" if files else ""
    told = ("the page refuses what is entered", pages[0].at)
    yield Watched(Concern.INPUT_VALIDATION, Level.SERVED, (told,), lacks, sure=files)


def _only_late(graph: Graph, node: Node, late: LateRefusal) -> bool:
    """Tell whether what a definition checks by an error is only what fails beside the model."""
    if graph.node_of(late.places[0].file, late.places[0].route) != node:
        return False
    return _INVALID_VALUE in late.raised and checks_by_error(graph, node)


def refusers_of(
    graph: Graph, calls: Collection[Called], refusals: Iterable[BadRequestAnswer]
) -> Iterator[Node]:
    """Yield the definitions that refuse something as a bad request; a condition on the model refuses none."""
    return (node for node, _ in _refusing(graph, calls, refusals))


def _refusing(
    graph: Graph, calls: Collection[Called], refusals: Iterable[BadRequestAnswer]
) -> Iterator[tuple[Node, Location]]:
    """Yield the definitions that surely refuse something as a bad request, and where they do."""
    refusals = tuple(refusals)
    of_model = [item.at for item in refusals if item.of_model]
    for call in calls:
        refuses = is_named(REFUSALS, call.name) and _is_of_input(call)
        if refuses and not any(_holds(at, call.at) for at in of_model):
            yield graph.node_of(call.at.file, call.at.route), call.at
    for item in refusals:
        if not item.of_model and not item.unsure and not item.on_page:
            yield graph.node_of(item.at.file, item.at.route), item.at


def _expecting(graph: Graph, calls: Iterable[Called]) -> Iterator[Node]:
    """Yield the handlers below `@api.expect(model, validate=True)`; without that, it only documents."""
    for call in calls:
        if call.name != EXPECTING or call.keywords.get("validate") != "True" or call.at.span is None:
            continue
        if _EXPECTED & graph.roots[call.at.file]:
            yield from graph.after(call.at.file, call.at.span.line)


def untold_types(graph: Graph, handlers: Collection[Node], parameters: Iterable[Parameter]) -> Iterator[Node]:
    """Yield the handlers that take what a framework checks by its type, where the type is not in the code.

    It is of a library of models, or of a module that is generated.
    """
    for item in parameters:
        node = graph.node_of(item.at.file, item.at.route)
        if node not in handlers:
            continue
        imports = {one.binds: one for one in graph.modules[node[0]].imports}
        roots = {one.module.partition(".")[0] for one in imports.values()}
        for name in item.types if roots & TYPED else ():
            found = imports.get(name.partition(".")[0])
            if found is not None and name.rpartition(".")[2][:1].isupper():
                known = not found.level and found.module.partition(".")[0] in _PLAIN
                if not known and not graph.resolved(node[0], name):
                    yield node


def refused_early(
    graph: Graph, early: Iterable[EarlyRefusal], handlers: Collection[Node]
) -> Iterator[BadRequestAnswer]:
    """Yield the conditions below which what was asked is refused.

    A parameter is a part of the request in handlers, and in the functions that a page of Gradio calls.
    """
    for one in early:
        asked = graph.node_of(one.at.file, one.at.route) in handlers
        if not one.of_parameter or asked or page_library(graph.modules[one.at.file]) == _CALLING:
            yield BadRequestAnswer(one.at, unstated=True)


def file_takers(graph: Graph, handlers: Collection[Node], parameters: Iterable[Parameter]) -> Iterator[Node]:
    """Yield the handlers that take a file: it must be given, and what else it must be, their code says."""
    for item in parameters:
        node = graph.node_of(item.at.file, item.at.route)
        if node in handlers and "UploadFile" in item.types and graph.roots[node[0]] & TYPED:
            yield node


def _holds(around: Location, at: Location) -> bool:
    """Tell whether a place lies in the lines of another one."""
    if around.file != at.file or around.span is None or at.span is None:
        return False
    return around.span.line <= at.span.line <= around.span.end_line


def _is_of_input(call: Called) -> bool:
    told = {*call.texts, *call.keywords.values()}
    return call.name in _INVALID or any(is_named(_STATUS, text.rpartition(".")[2]) for text in told)


def _watched(graph: Graph, watch: Concern, node: Node, words: str, at: Location | None = None) -> Watched:
    definition = graph.definitions.get(node)
    place = Location(node[0], definition.route, definition.span) if definition else Location(node[0])
    return Watched(watch, Level.SERVED, ((f"`{node[1]}` {words}", at or place),))
