"""What a project writes itself to watch its model: functions by their names, and by what they compute."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache

from roadworthy.core.late_re import re
from roadworthy.facts.operations.calls import Parameter
from roadworthy.facts.operations.graph import Graph, last_names
from roadworthy.facts.operations.signals import OWN, TYPED, Concern, OwnWay, is_named
from roadworthy.facts.operations.steps import Node
from roadworthy.facts.operations.words import words_of
from roadworthy.facts.python import Definition

#: What takes values out of a training set, or forecasts, and watches nothing.
_OTHER = frozenset("remove drop clip cap replace forecast naive walk test plot load get read mock".split())
#: What checks who asks, not what is asked.
_ACCESS = frozenset(
    "access admin api auth authorization bearer credentials email jwt key login password permission role"
    " session token url user username webhook".split()
)
#: Words in the names of what runs when a service starts, or when it fetches its model.
_STARTING = frozenset(
    "boot init initialize lifespan load loader preload refresh reload setup shutdown startup warmup".split()
)
#: What else than a request is parsed or validated.
_UNASKED = frozenset(
    "add answer arg args arguments config csv data dataset date download file html log logs metadata metrics"
    " model models output page pages param parameters params path pipeline result results response schema"
    " settings tree xml yaml".split()
)
#: Handlers that answer by the model, and types of single values that a framework checks.
_ANSWERING = frozenset("classify forecast infer inference predict prediction recommend score".split())
_ANSWERING_TOO = frozenset(
    "ask caption chat detect generate recognise recognize segment summarise summarize transcribe"
    " translate".split()
)
_CHECKED = frozenset("Decimal Literal Query bool confloat conint date datetime float int".split())
#: What BentoML opens before the handler runs, and what it checks an array or a table by.
_OPENED = frozenset("DType DataframeSchema Image PILImage Shape".split())
_GIVEN_MODEL = re.compile(r"\bpydantic_model=(\w{1,80})")
_ANSWERS = frozenset(("anomalies", "anomaly"))
_GENERAL = frozenset("check detect compare compute measure score evaluate observe update run predict".split())
_STORES = (
    "insert* put_item to_sql execute add add_all commit publish send produce xadd write writerow writelines"
    " dump dumps append_row* put_record save create bulk_create put_object upload* merge"
)
_INPUTS = frozenset(
    "body data features image input inputs item items message payload query record records request row rows"
    " text".split()
)
_PREDICTING = frozenset(
    "infer inference kneighbors predict predict_log_proba predict_one predict_proba radius_neighbors"
    " score".split()
)
#: What checks a request, and whose it is.
_CHECKS = {
    "is_valid": frozenset(("django", "rest_framework")),
    "validated_data": frozenset(("rest_framework",)),
    "ValidationError": frozenset(("marshmallow", "pydantic", "rest_framework")),
}
#: The checks of serializers and forms, and names of what these are given.
_OF_SERIALIZERS = frozenset(("is_valid", "validated_data"))
_ASKED_BY = frozenset("body get_form get_serializer payload req request".split())
_GIVEN_BY_VIEW = frozenset(("form_valid", "perform_create", "perform_update"))
#: What makes a model of what was asked, words of such models, and what a request is read by.
_PARSING = frozenset("model_validate model_validate_json parse_obj parse_raw".split())
_REQUESTS = frozenset("features input inputs payload query request".split())
_BODIES = frozenset("form get_json get_data request".split())
_DETECTING = frozenset("decision_function fit_predict predict score_samples".split())
_COMPARED = "*baseline* *BASELINE* *expected* *reference* *REFERENCE*"
#: What is cached is there to be forgotten.
_CACHED = frozenset(("cache", "cached"))
#: Bases of tables, as Flask-SQLAlchemy and Django write them.
_TABLES_OF = frozenset(("db.Model", "models.Model"))
#: Libraries whose tables have the plain base `Model`.
_WITH_MODEL = frozenset(("peewee", "tortoise"))
_TABLES = frozenset(("Base", "DeclarativeBase", "Document", "SQLModel"))
#: What a model answers, as names of tables and functions have it.
_OF_ANSWERS = frozenset(
    "classification inference inferences prediction predictions recognition recognitions"
    " transcription".split()
)
_RECORDS = frozenset("audit entry event history log logs record row".split())
_MODELS = frozenset("BaseModel SQLModel Schema Struct BaseSettings".split())


#: A word of each name that tells of a way, and how uses end that may ask for outliers: most have none.
_TELLING = frozenset(words[0] for way in OWN for words in way.words)
_ASKING = tuple(f".{name}" for name in _DETECTING)


def own_ways(graph: Graph) -> Iterator[tuple[Concern, Node, str]]:
    """Yield what functions of the project do by themselves, with a word for it."""
    for node, definition in graph.definitions.items():
        if definition.kind == "class":
            continue
        words = words_of(definition.name)
        if words & _OTHER:
            continue
        # `DriftDetector.check` says in its class what it checks. To find anomalies is what many services do.
        if words & _GENERAL:
            words |= words_of(definition.owner) - _ANSWERS
        for way in OWN if not words.isdisjoint(_TELLING) else ():
            if way.watch is Concern.INPUT_VALIDATION and (words & (_ACCESS | _UNASKED) or words == {"parse"}):
                continue
            if any(set(one) <= words for one in way.words) and _computes(graph, node, definition, way):
                yield way.watch, node, definition.name
                break
        if any(use.endswith(_ASKING) and _finds_outliers(use) for use in definition.uses):
            yield Concern.OUTLIERS, node, definition.name
        stores = "create_one" in definition.names or any(map(_stores, definition.names))
        if words & _CACHED or not stores or _only_logs(definition):
            continue
        if _speaks_of_predictions(words) or any(
            _is_record(name) or _is_table(graph, node, name) for name in definition.names
        ):
            yield Concern.PREDICTION_LOG, node, definition.name


def _only_logs(definition: Definition) -> bool:
    """Tell whether a function writes a line of JSON to a log, with nothing of what it was asked."""
    stored = {name for name in definition.names if _stores(name)}
    lines = "info" in definition.names and not definition.names.isdisjoint(("log", "logger", "logging"))
    return lines and stored <= {"dumps"} and definition.names.isdisjoint(_INPUTS)


@lru_cache(maxsize=50_000)
def _stores(name: str) -> bool:
    """Tell whether a name is that of what may write an answer down: most bodies use the same few names."""
    return is_named(_STORES, name)


def _finds_outliers(use: str) -> bool:
    """Tell whether a use that ends as in `_ASKING` is of a model for outliers: `anomaly_model.predict`."""
    owner, _, _ = use.rpartition(".")
    return not {"anomaly", "outlier", "outliers"}.isdisjoint(words_of(owner.lower()))


def predicts(definition: Definition) -> bool:
    """Tell whether a definition asks a model, by what it calls or by its own name."""
    words = words_of(definition.name)
    return bool(definition.names & _PREDICTING or words & _ANSWERING)


def is_asked(definition: Definition) -> bool:
    """Tell whether a handler answers by a model, by what it calls or by its own name."""
    words = words_of(definition.name)
    return predicts(definition) or bool(words & _ANSWERING_TOO)


def checked_requests(graph: Graph, served: Iterable[Node]) -> Iterator[Node]:
    """Yield what requests lead to that checks them by a serializer, or by making a model of a schema."""
    for node in served:
        definition = graph.definitions.get(node)
        if definition is None or definition.kind == "class":
            continue
        roots = graph.roots[node[0]]
        known = any(
            name in definition.names
            and roots & libraries
            and (name not in _OF_SERIALIZERS or _is_given_request(graph, node, definition))
            for name, libraries in _CHECKS.items()
        )
        if known or _makes_model(graph, node, definition):
            yield node


def _is_given_request(graph: Graph, node: Node, definition: Definition) -> bool:
    """Tell whether a serializer or form, of which code uses what it checked, is given what was asked."""
    owner = graph.definitions.get((node[0], node[1].rpartition(".")[0]))
    if owner is not None and any(name.endswith("Serializer") for name in last_names(owner.bases)):
        return predicts(definition)
    return definition.name in _GIVEN_BY_VIEW or not definition.names.isdisjoint(_ASKED_BY)


def _makes_model(graph: Graph, node: Node, definition: Definition) -> bool:
    """Tell whether code makes an object of a model of what was asked: `Ask(**request.get_json())`."""
    for use in definition.uses:
        owner, _, method = use.rpartition(".")
        name = owner if method in _PARSING else use
        asked = words_of(name.rpartition(".")[2]) & _REQUESTS
        if name == use and (not asked or definition.names.isdisjoint(_BODIES)):
            continue
        if name[:1].isalpha() and any(_is_model(graph, found) for found in graph.resolved(node[0], name)):
            return True
    return False


def only_starts(node: Node) -> bool:
    """Tell whether a definition, by its name, starts a service or fetches a model: it answers no request."""
    words = words_of(node[1].rpartition(".")[2])
    return bool(words & _STARTING)


def _told(name: str) -> frozenset[str]:
    """Return the words in the name of a class, if it may be one for predictions: few are."""
    lower = name.lower()
    if not name[:1].isupper() or not any(one in lower for one in _OF_ANSWERS):
        return frozenset()
    return words_of(name)


def _is_record(name: str) -> bool:
    """Tell whether a name is that of a class whose objects are predictions that are kept."""
    words = _told(name)
    return bool(words & _OF_ANSWERS and words & _RECORDS)


def _is_table(graph: Graph, node: Node, name: str) -> bool:
    """Tell whether a name is that of a class for predictions whose objects are rows of a data base."""
    words = _told(name)
    if words & _CACHED or not words & _OF_ANSWERS:
        return False
    return any(has_rows(graph, found) for found in graph.resolved(node[0], name))


def has_rows(graph: Graph, node: Node) -> bool:
    """Tell whether a definition is a class of rows, by its bases."""
    found = graph.definitions.get(node)
    if found is None:
        return False
    if last_names(found.bases) & _TABLES or not _TABLES_OF.isdisjoint(found.bases):
        return True
    roots = graph.roots[node[0]]
    return "Model" in last_names(found.bases) and bool(roots & _WITH_MODEL)


def _speaks_of_predictions(words: frozenset[str]) -> bool:
    kept = words & {"log", "save", "store", "record", "persist", "write", "audit", "publish"}
    return bool(kept and words & _OF_ANSWERS)


def _computes(graph: Graph, node: Node, definition: Definition, way: OwnWay) -> bool:
    """Tell whether a function is no stub: it, or what it calls of the project, mentions what it must."""
    # What is compared with is given, or a name of the module: `baseline["mean"]`.
    compared = any(is_named(_COMPARED, name) for name in definition.names)
    least = 2 if way.watch is Concern.DRIFT and not definition.owner and not compared else 1
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


def typed_requests(
    graph: Graph, served: list[Node], parameters: Iterable[Parameter], answering: Collection[Node]
) -> Iterator[Node]:
    """Yield the handlers whose request is an object of a model: the framework validates it.

    A model that only the answer is made of is none. Single values are checked of handlers that answer by a
    model.
    """
    typed: dict[Node, set[str]] = {}
    for item in parameters:
        typed.setdefault(graph.node_of(item.at.file, item.at.route), set()).update(item.types)
    for node in served:
        if node not in graph.definitions:
            continue
        roots = graph.roots[node[0]]
        types = set(typed.get(node, ())) if roots & TYPED else set()
        checked = bool(types & _CHECKED and node in answering)
        checked = checked or ("bentoml" in roots and not _OPENED.isdisjoint(last_names(types)))
        # BentoML's older interface is given the model of a request in the decorator.
        types |= set(_GIVEN_MODEL.findall(" ".join(graph.definitions[node].header)))
        models = (found for name in sorted(types) for found in graph.resolved(node[0], name))
        if checked or any(_is_model(graph, found) for found in models) or _is_made(graph, node, types):
            yield node


def _is_made(graph: Graph, node: Node, types: set[str]) -> bool:
    """Tell whether one of a handler's types is what its module makes a model of: `create_model(...)`."""
    module = graph.modules[node[0]]
    bound = {item.binds for item in module.imports}
    return "create_model" in module.names & bound and any(
        name[:1].isupper() and name not in bound and name in module.names for name in types
    )


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
