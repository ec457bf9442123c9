"""What a project writes itself to watch its model: functions by their names, and by what they compute."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from roadworthy.core.late_re import re
from roadworthy.facts.operations.graph import Graph
from roadworthy.facts.operations.signals import OWN, Concern, OwnWay, is_named
from roadworthy.facts.operations.steps import Node
from roadworthy.facts.operations.words import words_of
from roadworthy.facts.python import MADE, Definition, last_names

#: What takes values out of a training set, or forecasts, and watches nothing.
_OTHER = frozenset("remove drop clip cap replace forecast naive walk test plot load get read mock".split())
#: What changes the rows of a training, and what writes down what a whole model looks at.
_CLEANING = frozenset("clean exclude filter handle treat winsorise winsorize".split())
_ROWS_OUT = _CLEANING | frozenset("cap clip drop remove".split())
_OF_MODEL = frozenset(("importance", "importances"))
_WRITING = frozenset(("export", "save"))
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
#: Words of a file that a request brings, and its types in FastAPI, Flask and Django.
_UPLOADED = frozenset("data file html csv page".split())
_UPLOADS = ("UploadFile", "FileStorage", "UploadedFile")
#: Words in the names of what checks tables of data, what it asks of them, and how it says what is wrong.
_FAILS = re.compile(r"(?i)error$|\w(?:Exception|Invalid)$|abort|bad_?request|validat")
_CHECKING = frozenset("assert check checks ensure validate validates verify".split())
_ROWS = frozenset(
    "batch columns data dataframe dataset df features frame inputs missing nulls quality ranges records rows"
    " schema table".split()
)
_LACKS = frozenset(
    "any_null between isna isnull is_not_null is_null is_numeric_dtype notna notnull null_count".split()
)
_WRONG = frozenset("errors failed failures invalid issues passed problems violations".split())
_PRINTING = frozenset("error print warning".split())
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
_DETECTING = frozenset("decision_function fit_predict predict score_samples".split())
#: What a model of `pygam` tells of one feature.
_DEPENDENCE = (".partial_dependence", f"{MADE}partial_dependence")
_COMPARED = "*baseline* *BASELINE* *expected* *reference* *REFERENCE*"
#: What is cached is there to be forgotten.
_CACHED = frozenset(("cache", "cached"))
#: Bases of tables, as Flask-SQLAlchemy and Django write them.
_TABLES_OF = frozenset(("db.Model", "models.Model"))
#: Libraries whose tables have the plain base `Model`.
_WITH_MODEL = frozenset(("peewee", "tortoise"))
_TABLES = frozenset(("Base", "DeclarativeBase", "Document", "SQLModel"))
#: How many classes above another one are looked at.
_BASES = 3
#: What a model answers, as names of tables and functions have it.
_OF_ANSWERS = frozenset(
    "classification inference inferences prediction predictions recognition recognitions"
    " transcription".split()
)
_KEPT = frozenset("audit log persist publish record save store write".split())
_RECORDS = frozenset("audit entry event history log logs record row".split())


#: A word of each name that tells of a way, and how uses end that may ask for outliers: most have none.
_TELLING = frozenset(words[0] for way in OWN for words in way.words)
_ASKING = tuple(f".{name}" for name in _DETECTING)


def own_ways(graph: Graph) -> Iterator[tuple[Concern, Node, str]]:
    """Yield what functions of the project do by themselves, with a word for it."""
    for node, definition in graph.definitions.items():
        if definition.kind == "class":
            continue
        words = words_of(definition.name)
        if any(use.endswith(_DEPENDENCE) for use in definition.uses):
            yield Concern.EXPLANATION, node, definition.name
        # `load_and_validate` checks what it loads.
        if _checks_rows(words, definition):
            yield Concern.INPUT_QUALITY, node, definition.name
        if words & _OTHER:
            continue
        # `DriftDetector.check` says in its class what it checks. To find anomalies is what many services do.
        if words & _GENERAL:
            words |= words_of(definition.owner) - _ANSWERS
        for way in OWN if not words.isdisjoint(_TELLING) else ():
            if way.watch is Concern.INPUT_VALIDATION and _checks_other(words, definition):
                continue
            if way.watch is Concern.OUTLIERS and (words & _CLEANING or _only_cleans(graph, node, definition)):
                continue
            if words & _WRITING and is_of_model(way.watch, definition.name):
                continue
            if any(set(one) <= words for one in way.words) and _computes(graph, node, definition, way):
                yield way.watch, node, definition.name
                break
        if any(use.endswith(_ASKING) and _finds_outliers(use) for use in definition.uses):
            yield Concern.OUTLIERS, node, definition.name
        stores = "create_one" in definition.names or any(map(_stores, definition.names))
        if words & _CACHED or not stores or _only_logs(definition):
            continue
        # A worker answers a message by another one.
        if graph.only_receives and words & _KEPT == {"publish"}:
            continue
        if _speaks_of_predictions(words) or any(
            _is_record(name) or _is_table(graph, node, name) for name in definition.names
        ):
            yield Concern.PREDICTION_LOG, node, definition.name


def _only_cleans(graph: Graph, node: Node, definition: Definition) -> bool:
    """Tell whether only functions of its module name a function, and all of these change rows of a table."""
    module = graph.modules[node[0]]
    if definition.name in module.names or definition.kind != "function":
        return False
    callers = [one for one in module.definitions if one is not definition and definition.name in one.names]
    return bool(callers) and all(words_of(one.name) & _ROWS_OUT for one in callers)


def _checks_other(words: frozenset[str], definition: Definition) -> bool:
    """Tell whether a function that checks something checks no request; a file that one brings is of it."""
    if words & _ACCESS or words == {"parse"}:
        return True
    # What only picks parts out of a text, and fails or refuses for none, takes any.
    if "parse" in words and not words & _CHECKING and not any(map(_FAILS.search, definition.names)):
        return True
    uploads = words & _UPLOADED and any(name in " ".join(definition.header) for name in _UPLOADS)
    return bool(words & _UNASKED) and not uploads


def _checks_rows(words: frozenset[str], definition: Definition) -> bool:
    """Tell whether a function checks a table for missing values, types or ranges, and says what is wrong.

    What only counts missing values, or only looks which columns there are, does not. No name is needed where
    the function answers yes or no, after a look at the columns and at what is in them, and prints why.
    """
    names = definition.names
    if definition.trivial or names.isdisjoint(_LACKS):
        return False
    if definition.gives == ("bool",) and "columns" in names and not names.isdisjoint(_PRINTING):
        return True
    if words.isdisjoint(_CHECKING) or words & _ACCESS or (words.isdisjoint(_ROWS) and "columns" not in names):
        return False
    return not names.isdisjoint(_WRONG) or any(name.endswith(("Error", "Exception")) for name in names)


def is_of_model(watch: Concern, name: str) -> bool:
    """Tell whether a function, by its name, tells what a whole model looks at, as trainings do."""
    return watch is Concern.EXPLANATION and not _OF_MODEL.isdisjoint(words_of(name))


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


def has_rows(graph: Graph, node: Node, depth: int = 0) -> bool:
    """Tell whether a definition is a class of rows, by its bases and by those of its bases in the project."""
    found = graph.definitions.get(node)
    if found is None or depth > _BASES:
        return False
    plain = [base.removesuffix("()") for base in found.bases]
    inner = (one for base in plain for one in graph.resolved(node[0], base) if one != node)
    if any(has_rows(graph, one, depth + 1) for one in inner):
        return True
    if last_names(found.bases) & _TABLES or not _TABLES_OF.isdisjoint(found.bases):
        return True
    roots = graph.roots[node[0]]
    return "Model" in last_names(found.bases) and bool(roots & _WITH_MODEL)


def _speaks_of_predictions(words: frozenset[str]) -> bool:
    return bool(words & _KEPT and words & _OF_ANSWERS)


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
