"""Which handlers check their requests: by a serializer, by a model of a schema, or by types."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from roadworthy.core.late_re import re
from roadworthy.facts.operations.calls import Parameter
from roadworthy.facts.operations.graph import Graph
from roadworthy.facts.operations.signals import TYPED
from roadworthy.facts.operations.steps import Node
from roadworthy.facts.operations.words import words_of
from roadworthy.facts.python import Definition, ModuleSummary, last_names

#: Handlers that answer by the model, and types of single values that a framework checks.
_ANSWERING = frozenset("classify forecast infer inference predict prediction recommend score".split())
_ANSWERING_TOO = frozenset(
    "ask caption chat detect embed encode generate recognise recognize recommendation recommendations segment"
    " summarise summarize transcribe translate".split()
)
_CHECKED = frozenset(
    "Decimal Ge Gt Interval Le Len Literal Lt MaxLen MinLen Query StringConstraints bool confloat conint"
    " conlist constr date datetime float int".split()
)
#: Types that say nothing of a value, and what a handler is given beside its request.
_CONTEXT = frozenset("BackgroundTasks Optional Response".split())
_UNCHECKED = _CONTEXT | frozenset("Any Dict File Form List Request UploadFile bytes dict list str".split())
_FILE = "UploadFile"
#: Bounds that a default gives a text: `text: str = Form(min_length=1)`.
_BOUNDED = re.compile(
    r"\b(?:Body|Form|Path|Query)\([^()]{0,300}"
    r"\b(?:ge|gt|le|lt|max_items|max_length|min_items|min_length|pattern|regex)[ ]?="
)
_CHOICES = frozenset("Enum IntEnum StrEnum".split())
#: What BentoML opens before the handler runs, and what it checks an array or a table by.
_OPENED = frozenset("DType DataframeSchema Image PILImage Shape".split())
#: How its older interface is told what a handler takes; the handler's types say nothing there.
_TOLD_INPUT = re.compile(r"\binput\s?=")
_GIVEN_MODEL = re.compile(r"\bpydantic_model=(\w{1,80})")
_PREDICTING = frozenset(
    "infer inference kneighbors predict predict_log_proba predict_one predict_proba radius_neighbors"
    " score".split()
)
#: What checks a request, and whose it is.
_CHECKS = {
    "is_valid": frozenset(("django", "rest_framework")),
    "validated_data": frozenset(("rest_framework",)),
    "ValidationError": frozenset(("marshmallow", "pydantic", "rest_framework")),
    "validate_on_submit": frozenset(("flask", "flask_wtf", "quart")),
}
#: The checks of serializers and forms, and names of what these are given.
_OF_SERIALIZERS = frozenset(("is_valid", "validated_data"))
_ASKED_BY = frozenset("body get_form get_serializer payload req request".split())
_GIVEN_BY_VIEW = frozenset(("form_valid", "perform_create", "perform_update"))
#: What makes a model of what was asked, words of such models, and what a request is read by.
_PARSING = frozenset("model_validate model_validate_json parse_obj parse_raw".split())
_REQUESTS = frozenset("features input inputs payload query request".split())
_UNASKED = frozenset(
    "answer completion config configuration output prediction reply response result settings".split()
)
_BODIES = frozenset("form get_json get_data request".split())
_MODELS = frozenset("BaseModel SQLModel Schema Struct BaseSettings".split())


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


def checks_by_error(graph: Graph, node: Node) -> bool:
    """Tell whether all that shows that a definition checks requests is the error that it names."""
    definition = graph.definitions[node]
    serialized = not definition.names.isdisjoint(_OF_SERIALIZERS)
    return not serialized and not _makes_model(graph, node, definition)


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
        words = words_of(name.rpartition(".")[2])
        asked = words & _REQUESTS
        # What a model answered and how something is done are read by models of schemas, too.
        if words & _UNASKED and not asked:
            continue
        if name == use and (not asked or definition.names.isdisjoint(_BODIES)):
            continue
        if name[:1].isalpha() and any(_is_model(graph, found) for found in graph.resolved(node[0], name)):
            return True
    return False


def beside_uploads(graph: Graph, typed: Iterable[Node], parameters: Iterable[Parameter]) -> Iterator[Node]:
    """Yield the handlers of which only fields beside a file are checked: no model stands for the request."""
    types: dict[Node, set[str]] = {}
    for item in parameters:
        types.setdefault(graph.node_of(item.at.file, item.at.route), set()).update(item.types)
    for node in typed:
        given = types.get(node, set())
        uploads = "UploadFile" in last_names(given)
        if uploads and not any(
            _is_model(graph, one) for name in given for one in graph.resolved(node[0], name)
        ):
            yield node


def untyped(graph: Graph, parameters: Iterable[Parameter], asking: Iterable[Node]) -> Iterator[Node]:
    """Yield the handlers that take texts, bytes or whatever comes, which their types do not check.

    One that takes anything else too may check it, and so may what it depends on.
    """
    types: dict[Node, list[frozenset[str]]] = {}
    for item in parameters:
        node = graph.node_of(item.at.file, item.at.route)
        types.setdefault(node, []).append(frozenset(last_names(item.types)))
    for node in asking:
        given = types.get(node, [])
        plain = any(one - _CONTEXT for one in given) and all(one <= _UNCHECKED for one in given)
        # Choices beside a file say nothing of it.
        plain = plain or (any(_FILE in one for one in given) and not _takes_model(graph, node, given))
        plain = plain and not _has_bounds(graph, node)
        if plain and graph.roots[node[0]] & TYPED and graph.definitions[node].kind != "class":
            yield node


def _takes_model(graph: Graph, node: Node, given: Iterable[Iterable[str]]) -> bool:
    """Tell whether a handler takes an object of a model, of what makes one, or of what is not known."""
    names = {name for one in given for name in one} - _UNCHECKED - _CHECKED - {"Annotated", "Depends"}
    found = [one for name in sorted(names) for one in graph.resolved(node[0], name)]
    return any(
        graph.definitions[one].kind != "class" or _is_model(graph, one)
        for one in found
        if one in graph.definitions
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
        checked = node in answering and bool(types & _CHECKED or (types and _is_bounded(graph, node, types)))
        if "bentoml" in roots and not _OPENED.isdisjoint(last_names(types)):
            checked = checked or not _TOLD_INPUT.search(" ".join(graph.definitions[node].header))
        # BentoML's older interface is given the model of a request in the decorator.
        types |= set(_GIVEN_MODEL.findall(" ".join(graph.definitions[node].header)))
        models = (found for name in sorted(types) for found in graph.resolved(node[0], name))
        if checked or any(_is_model(graph, found) for found in models) or _is_made(graph, node, types):
            yield node


def _is_bounded(graph: Graph, node: Node, types: set[str]) -> bool:
    """Tell whether a default of a handler has bounds, or one of its types is a choice."""
    if _has_bounds(graph, node):
        return True
    found = (graph.definitions.get(one) for name in types for one in graph.resolved(node[0], name))
    return any(one is not None and not _CHOICES.isdisjoint(last_names(one.bases)) for one in found)


def _has_bounds(graph: Graph, node: Node) -> bool:
    return _BOUNDED.search(" ".join(graph.definitions[node].header)) is not None


def _is_made(graph: Graph, node: Node, types: set[str]) -> bool:
    """Tell whether one of a handler's types is what a module makes a model of: `create_model(...)`."""
    own = graph.modules[node[0]]
    for name in sorted(types):
        if not name[:1].isupper():
            continue
        brought = next((item for item in own.imports if item.binds == name), None)
        end = f"/{brought.module.replace('.', '/')}.py" if brought is not None else ""
        homes = [one for path, one in graph.modules.items() if f"/{path}".endswith(end)] if end else [own]
        made = name if brought is None else brought.name or name
        if any(_makes(module, made) for module in homes):
            return True
    return False


def _makes(module: ModuleSummary, name: str) -> bool:
    """Tell whether a module has a name that it does not import, and makes models by a function."""
    bound = {item.binds for item in module.imports}
    return "create_model" in module.names & bound and name not in bound and name in module.names


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
