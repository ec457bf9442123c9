"""Code that requests lead to and that keeps the answers of the model: rows, lines of JSON, and runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from roadworthy.core.late_re import re
from roadworthy.data.hosted_models import asking_ends
from roadworthy.facts.operations.graph import Graph
from roadworthy.facts.operations.ownways import has_rows
from roadworthy.facts.operations.signals import is_named
from roadworthy.facts.operations.steps import Node
from roadworthy.facts.operations.words import words_of
from roadworthy.facts.project import sends_prompt
from roadworthy.facts.python import Definition

#: What surely writes, and what a model answers.
_FIRM_STORES = "bulk_create insert* produce put_item put_record to_sql xadd"
#: What writes to a file, or to a buffer that becomes an answer or a result.
_FILES = frozenset(("to_csv", "to_parquet", "writerow", "writerows"))
_BUFFERS = frozenset(
    "BytesIO NamedTemporaryFile SpooledTemporaryFile StringIO TemporaryDirectory TemporaryFile gettempdir"
    " mkdtemp mkstemp".split()
)
#: Names of temporary files, and words of what is inserted and is no answer.
_PASSING = re.compile(r"(?i)(?:^|_)(?:tmp|temporary)(?:_|$)|(?:^|_)temp_?(?:csv|dir|file|folder|name|path)")
_MEASURED = frozenset("date drift metric metrics stats statistics summary time timestamp ts".split())
#: Words in the name of a helper that writes what it is given, and say nothing of what that is.
_PLAIN = frozenset("as csv data dict file json pickle results save text to txt write yaml".split())
#: What gives a data base a row or a statement, in a function that is named for keeping what it is given.
_BASES = frozenset("add add_all commit execute executemany".split())
#: What writes JSON to a file.
_WRITTEN = (frozenset(("open", "write", "dumps")), frozenset(("open", "json", "dump")))
#: By what an agent or a chain is asked, and words in the names of these.
_ASKED = frozenset(
    "achat acomplete aquery arun astream chat complete query run run_async run_stream run_sync stream".split()
)
_AGENTS = frozenset("agent assistant chain chatbot crew engine llm rag".split())
#: What a training does, whose predictions are of its own test.
FITTING = frozenset(
    "accuracy_score fit fit_transform mean_squared_error partial_fit train_test_split".split()
)
#: How Django makes rows, what adds one to a session of SQLAlchemy, and words of tables of answers.
_ROWS = (".objects.create", ".objects.acreate")
_ADDING = frozenset(("add", "add_all"))
_TABLES = frozenset(
    "answer chat completion conversation generation history inference interaction log message messages"
    " prediction query question record response result summary translation".split()
)
#: Words of what keeps what it is given.
_KEEPING = frozenset("append audit insert keep log persist push record save store write".split())
_ANSWERS = frozenset("pred prediction predictions preds proba probability y_pred yhat".split())
#: What keeps the input of a run, and what asks the model.
_RUNS = frozenset(("log_dict", "log_input", "log_table"))
ASKING = frozenset(
    "decision_function infer inference kneighbors predict predict_log_proba predict_one predict_proba"
    " radius_neighbors score_samples".split()
)
#: By what a model is asked that a provider hosts, and the chains around one.
HOSTED = frozenset(
    "ChatCompletion acompletion ainvoke astream chat_completion converse converse_stream generate_content"
    " generate_content_async generate_content_stream invoke invoke_endpoint invoke_model"
    " invoke_model_with_response_stream kickoff send_message text_generation".split()
)
#: What also sends a message to a chat.
_SENT, _SENDS = frozenset(("send_message",)), ".send_message"


def kept_answers(graph: Graph, served: Iterable[Node]) -> Iterator[Node]:
    """Yield what requests lead to that writes answers of the model to a store, by the names in its body."""
    for node in served:
        definition = graph.definitions.get(node)
        if definition is None or definition.kind == "class" or definition.names & FITTING:
            continue
        stores = (_stores(definition) and not _sends(graph, definition)) or _inserts(definition)
        asks = not definition.names.isdisjoint(ASKING)
        hosted = any(map(asks_hosted, _near(graph, node)))
        if _keeps_row(graph, node, definition):
            asked = hosted or any(not one.names.isdisjoint(ASKING) for one in _near(graph, node))
        else:
            asked = hosted and _hands_on(graph, node, _TABLES)
        if asked:
            yield node
            continue
        stores = stores or (not definition.names.isdisjoint(_ANSWERS) and _hands_on(graph, node))
        runs = asks and not definition.names.isdisjoint(_RUNS)
        if runs or (stores and (asks or not definition.names.isdisjoint(_ANSWERS))):
            yield node


def _keeps_row(graph: Graph, node: Node, definition: Definition) -> bool:
    """Tell whether code makes a row of a table of messages or answers: `Answer.objects.create(...)`."""
    made = {use.rpartition(".objects.")[0] for use in definition.uses if use.endswith(_ROWS)}
    if not definition.names.isdisjoint(_ADDING):
        made.update(definition.uses)
    return any(
        has_rows(graph, found)
        for table in made
        if table[:1].isidentifier() and not _TABLES.isdisjoint(words_of(table))
        for found in graph.resolved(node[0], table)
        if found in graph.definitions
    )


def asks_hosted(definition: Definition) -> bool:
    """Tell whether code asks a model that is elsewhere, by the methods of its clients or over HTTP."""
    named = definition.names & HOSTED
    if (named and not (named == _SENT and _sends_to_chat(definition))) or sends_prompt(definition):
        return True
    if definition.names.isdisjoint(_asking_names()):
        return False
    return any(asks_by(use) for use in definition.uses)


def _sends_to_chat(definition: Definition) -> bool:
    """Tell whether only a bot sends messages, as `context.bot.send_message` does: it asks no model."""
    uses = (use.replace("=", ".") for use in definition.uses if use.endswith(_SENDS))
    owners = [use.removesuffix(_SENDS).rpartition(".")[2] for use in uses]
    # What is unknown is named by its last part alone: `.send_message`, and `.bot`.
    unknown = ".bot" in definition.uses
    return bool(owners) and all("bot" in words_of(one.lower()) if one else unknown for one in owners)


def asks_by(called: str) -> bool:
    """Tell whether a dotted name is by what a hosted model is asked: `client.chat.completions.create`."""
    if f".{called}".endswith(asking_ends()):
        return True
    owner, _, method = called.rpartition(".")
    return method in _ASKED and not words_of(owner.rpartition(".")[2].lower()).isdisjoint(_AGENTS)


@cache
def _asking_names() -> frozenset[str]:
    return _ASKED.union(end.rpartition(".")[2] for end in asking_ends())


def _near(graph: Graph, node: Node) -> Iterator[Definition]:
    """Yield the definition of a node and those of the functions and methods that it calls."""
    for one in (node, *graph.steps(node)):
        if not isinstance(one, str) and one in graph.definitions:
            yield graph.definitions[one]


def _hands_on(graph: Graph, node: Node, about: frozenset[str] = frozenset()) -> bool:
    """Tell whether code that has an answer calls what is named for keeping something, and writes it down.

    Where words are given, what is called is named for one of these, too.
    """
    near: set[Node] = set()
    for step in graph.steps(node):
        if isinstance(step, str):
            owners = graph.classes.with_method(step)
            near.update(
                (one[0], ".".join(m.route)) for one in owners for m in graph.classes.method(one, step)
            )
        else:
            near.add(step)
    for one in near:
        definition = graph.definitions.get(one)
        if definition is None or definition.kind == "class":
            continue
        words = words_of(definition.name)
        writes = _stores(definition) or not definition.names.isdisjoint(_BASES)
        told = words & about if about else not (words & _MEASURED or words <= _PLAIN)
        if words & _KEEPING and writes and told:
            return True
    return False


def _stores(definition: Definition) -> bool:
    """Tell whether a function writes to a store or a file; what it writes to a buffer is not kept by that."""
    names = definition.names
    if any(is_named(_FIRM_STORES, name) and _MEASURED.isdisjoint(words_of(name)) for name in names):
        return True
    writes = not names.isdisjoint(_FILES) or any(given <= names for given in _WRITTEN)
    return writes and names.isdisjoint(_BUFFERS) and not any(map(_PASSING.search, names))


def _sends(graph: Graph, definition: Definition) -> bool:
    """Tell whether a worker only answers a message by another one."""
    return graph.only_receives and "produce" in definition.names and definition.names.isdisjoint(_FILES)


def _inserts(definition: Definition) -> bool:
    """Tell whether a function gives a data base a statement that is named for what it inserts."""
    runs = not definition.names.isdisjoint(("execute", "executemany"))
    return runs and any("insert" in name.lower().split("_") for name in definition.names)
