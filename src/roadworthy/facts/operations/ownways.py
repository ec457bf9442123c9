"""What a project writes itself to watch its model: functions by their names, and by what they compute."""

from __future__ import annotations

from collections.abc import Iterator

from roadworthy.core.late_re import re
from roadworthy.facts.operations.graph import Graph, Node
from roadworthy.facts.operations.signals import OWN, Concern, OwnWay, is_named
from roadworthy.facts.python import Definition

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
#: What takes values out of a training set, or forecasts, and watches nothing.
_OTHER = frozenset("remove drop clip cap replace forecast naive walk test plot load get read mock".split())
_GENERAL = frozenset("check detect compare compute measure score evaluate observe update run predict".split())
_STORES = (
    "insert* put_item to_sql execute add add_all commit publish send produce xadd write writerow writelines"
    " dump dumps append put_record save create bulk_create put_object upload* merge"
)
_MODELS = frozenset("BaseModel SQLModel Schema Struct BaseSettings".split())
_TYPED = frozenset("fastapi litestar ninja robyn flask_openapi3 starlite".split())


def own_ways(graph: Graph) -> Iterator[tuple[Concern, Node, str]]:
    """Yield what functions of the project do by themselves, with a word for it."""
    for node, definition in graph.definitions.items():
        if definition.kind == "class":
            continue
        words = {word.lower() for word in _WORDS.findall(definition.name)}
        if words & _OTHER:
            continue
        # `DriftDetector.check` says in its class what it checks.
        if words & _GENERAL:
            words |= {word.lower() for word in _WORDS.findall(definition.owner)}
        for way in OWN:
            if any(set(one) <= words for one in way.words) and _computes(graph, node, definition, way):
                yield way.watch, node, definition.name
                break
        stored = any(is_named(_STORES, name) for name in definition.names)
        if stored and _speaks_of_predictions(words):
            yield Concern.PREDICTION_LOG, node, definition.name


def _speaks_of_predictions(words: set[str]) -> bool:
    kept = words & {"log", "save", "store", "record", "persist", "write", "audit", "publish"}
    return bool(kept and words & {"prediction", "predictions", "inference", "inferences"})


def _computes(graph: Graph, node: Node, definition: Definition, way: OwnWay) -> bool:
    """Tell whether a function is no stub: it, or what it calls of the project, mentions what it must."""
    least = 2 if way.watch is Concern.DRIFT and not definition.owner else 1
    if (
        definition.trivial
        or definition.name == "drift"
        or (definition.arguments < least and not definition.owner)
    ):
        return False
    if any(is_named(way.mentions, name) for name in definition.names):
        return True
    near = [
        found for use in definition.uses if use[0].isidentifier() for found in graph.resolved(node[0], use)
    ]
    return any(
        any(is_named(way.mentions, name) for name in graph.definitions[one].names)
        for one in near
        if one != node and one in graph.definitions
    )


def typed_requests(graph: Graph, served: list[Node]) -> Iterator[Node]:
    """Yield the handlers whose request is an object of a model: the framework validates it."""
    for node in served:
        definition = graph.definitions.get(node)
        if definition is None:
            continue
        roots = {item.module.partition(".")[0] for item in graph.modules[node[0]].imports}
        if not roots & _TYPED:
            continue
        if any(
            _is_model(graph, found) for name in definition.names for found in graph.resolved(node[0], name)
        ):
            yield node


def _is_model(graph: Graph, node: Node, depth: int = 0) -> bool:
    definition = graph.definitions.get(node)
    if definition is None or definition.kind != "class" or depth > 5:
        return False
    for base in definition.bases:
        plain = base.removesuffix("()")
        if plain.rpartition(".")[2] in _MODELS:
            return True
        if any(_is_model(graph, found, depth + 1) for found in graph.resolved(node[0], plain)):
            return True
    return False
