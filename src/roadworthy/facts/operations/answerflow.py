"""Where the answers of a model go: into a store, into a line of the log, or only back to who asked."""

from __future__ import annotations

import builtins
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace

from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.late_re import re
from roadworthy.facts.operations.asking import AskingFunctions
from roadworthy.facts.operations.graph import Graph
from roadworthy.facts.operations.handing import (
    LINES,
    OWN_STORES,
    STORES,
    WARNINGS,
    Handed,
    HandedOn,
    is_model,
)
from roadworthy.facts.operations.origins import CAUGHT, FILLED, INSERTS, READS, SETTING, UNREAD
from roadworthy.facts.operations.rows import CACHED, SESSIONS, STATEMENTS, UPDATES, keeps_row
from roadworthy.facts.operations.steps import Node
from roadworthy.facts.operations.stores import ASKING, FITTING
from roadworthy.facts.operations.words import words_of

#: How far an answer is followed from function to function.
_DEPTH = 4
#: Words of what is saved and is no row.
_NO_ROWS = frozenset("audio fig file image img mask model net overlay picture plot plt torch upload".split())
#: Words of parameters that say which one is meant, or how something is done.
_MEANT = frozenset(
    "config count db device dir directory embedding file filename folder id ids key level limit min mode"
    " name path prompt query question request session settings size status threshold token uid url user"
    " username uuid vector".split()
)
#: Words of what stands for a text or a picture where others are looked for: it is no answer.
_EMBEDDING = frozenset("embed embedder embedding embeddings encode vector vectors".split())
#: How functions are called that make the vector of a text.
_EMBEDS = re.compile(
    r"_?(?:calculate|compute|create|generate|get|make)_(?:\w{1,20}_)?(?:embedding|vector)s?|embed_(?:query|text)"
)
#: What holds an answer by its name, where nothing says what it was given.
_OUTCOMES = frozenset(
    "answer answers classification completion generated label labels output outputs pred prediction"
    " predictions preds proba probabilities probability reply response result results score scores summary"
    " text transcript transcription translation".split()
)
#: What is a prediction by its name, whatever it is an attribute of.
_PREDICTED = frozenset("pred prediction predictions preds".split())
#: Libraries whose formatters write what a line is given beside its text.
_WRITING_ALL = frozenset(
    "ecs_logging google json_log_formatter json_logging jsonformatter logfmter loguru logging_loki"
    " logstash_async logstash_formatter opencensus pythonjsonlogger structlog".split()
)
#: What vectors are kept in, by its name.
_INDEXES = frozenset(("collection", "index"))
#: Words of numbers that a model gives.
_SCORES = _OUTCOMES | frozenset("class confidence distance price similarity value".split())
#: Words of what says how many answers there are.
_HOW_MANY = frozenset("count counts failed n num number successful".split())
#: Calls that give no answer of a model, whatever they are given.
_PLAIN = frozenset(
    "abs absolute all append arange argmax argsort array asarray astype b64decode b64encode basename"
    " bool bytes call_next ceil clip commit concat concatenate connect copy cpu crop cumsum cursor"
    " cvtColor days decode detach dict dirname dot drop dropna dumps encode endswith enumerate eval"
    " execute exists expand_dims extend fetchall fetchone filename fillna filter filter_by first"
    " flatten float floor format format_exc frombuffer fromisoformat fromtimestamp get get_data"
    " get_json getattr getenv getlist getpid getsize getvalue groupby head hex hexdigest hostname"
    " hypot imdecode imread int isfinite isin isinstance isna isnan isnull isoformat item items join"
    " json keys len limit linspace list load loads log lower lstrip make_response makedirs max md5"
    " mean median merge min mkdir mkdtemp model_dump model_dump_json model_validate monotonic norm"
    " notna notnull now numpy ones open order_by perf_counter pop power prod quantile query range"
    " ravel read read_bytes read_text readlines replace reset_index reshape resize resolve reversed"
    " rfind rint round rsplit rstrip scalar scalars secure_filename select set sha256 shape size"
    " sort_values sorted split splitext sqrt squeeze stack startswith stat std str strftime strip"
    " strptime sum table tail time timestamp title to_datetime to_dict tobytes today tolist"
    " total_seconds transpose tuple type unique unlink unsqueeze update upper utcnow uuid1 uuid4"
    " value_counts values var where zeros zip".split()
)


@dataclass(frozen=True, slots=True)
class AnswerFlow:
    """What is known of where answers go, of the definitions that requests lead to.

    `kept` are those that give an answer to a store, and `lines` those that write one to the log. No answer
    reaches what is stored in `unkept`, by the name of the store, nor the lines of the log in `unlined`.
    In `clear` no store is given one; in `unclear` one may be. `asking` are the handlers, and others
    that refuse requests, that ask a model, themselves or by what they call. `warned` are those that write
    the exceptions that they catch to the log, as warnings, or keep them in a store.
    """

    kept: tuple[Node, ...] = ()
    lines: tuple[Node, ...] = ()
    unkept: frozenset[tuple[Node, str]] = field(default=frozenset(), repr=False)
    unlined: frozenset[Node] = field(default=frozenset(), repr=False)
    clear: frozenset[Node] = field(default=frozenset(), repr=False)
    unclear: frozenset[Node] = field(default=frozenset(), repr=False)
    asking: frozenset[Node] = field(default=frozenset(), repr=False)
    warned: frozenset[Node] = field(default=frozenset(), repr=False)


def answer_flow(
    graph: Graph,
    handed: Iterable[HandedOn],
    reached: Collection[Node],
    handlers: Collection[Node],
    refusing: Iterable[Node],
) -> AnswerFlow:
    """Return where the answers of a model go, in the code that requests lead to.

    `handed` has the calls that may keep or log something. `reached` are the definitions that requests lead
    to, `handlers` those that answer requests, and `refusing` those that refuse some.
    """
    return _Flow(graph, handed, reached, handlers).result(refusing)


class _Flow:
    def __init__(
        self, graph: Graph, handed: Iterable[HandedOn], reached: Collection[Node], handlers: Collection[Node]
    ) -> None:
        self.graph, self.reached, self.handlers = graph, reached, handlers
        self.calls: dict[Node, list[Handed]] = defaultdict(list)
        self._filled_in: dict[Node, frozenset[str]] = {}
        handed = [one for one in handed if one.at.file in graph.modules]
        models = {graph.node_of(one.at.file, one.at.route) for one in handed if one.asks}
        # What stands beside a text is written by formatters that are made for it, and by none of Python's.
        writes = any(not libraries.isdisjoint(_WRITING_ALL) for libraries in graph.roots.values())
        self.asking = AskingFunctions(graph, reached, models)
        self._around = self._decorators()
        for item in (call for one in handed for call in one.calls):
            node = graph.node_of(item.at.file, item.at.route)
            if node in reached and node[1]:
                beside = item.beside if writes else (UNREAD,) * bool(item.beside)
                self.calls[node].append(replace(item, origins=(*item.origins, *beside)) if beside else item)

    def result(self, refusing: Iterable[Node]) -> AnswerFlow:
        """Return what is kept and logged, and what surely is not."""
        kept = self._answered(lambda node, item: not _is_line(item) and keeps_row(self.graph, node, item))
        lines = self._answered(lambda _, item: _is_line(item) or _is_warning(item))
        dirty: set[tuple[Node, str]] = set()
        unlined: set[Node] = set()
        for node in sorted(self.calls):
            logged = [item for item in self.calls[node] if _is_line(item)]
            if logged and all(self._is_clean(node, item) for item in logged):
                unlined.add(node)
            for item in self.calls[node]:
                if not _is_line(item) and not self._is_clean(node, item):
                    dirty.add((node, item.name))
        # What is added to a session is stored by its commit.
        dirty |= {(node, "commit") for node, name in dirty if name in SESSIONS}
        unkept = {
            (node, item.name)
            for node, items in self.calls.items()
            for item in items
            if not _is_line(item) and (node, item.name) not in dirty
        }
        stores = {node for node, name in unkept if name in STORES or name in OWN_STORES}
        unclear = frozenset(node for node, name in dirty if name in STORES or name in OWN_STORES)
        asked = {*self.handlers, *(node for node in refusing if node in self.reached)}
        asking = frozenset(filter(self.asking.asks, asked))
        shut = frozenset(unkept), frozenset(unlined), frozenset(stores - unclear - kept.keys())
        warned = frozenset(
            node
            for node, items in self.calls.items()
            if any(CAUGHT in item.origins and self._writes_down(node, item) for item in items)
        )
        return AnswerFlow(tuple(kept), tuple(lines), *shut, unclear, asking, warned)

    def _answered(self, does: Callable[[Node, Handed], bool]) -> dict[Node, None]:
        """Return the functions that give an answer to calls of one kind, or to functions that hand it on."""
        found: dict[Node, None] = {}
        keepers: set[Node] = set()
        for node, items in sorted(self.calls.items()):
            for item in items if not self._measures(node) else ():
                if not does(node, item):
                    continue
                if self._holds_answer(node, item):
                    found[node] = None
                if _is_given(item) and node not in self.handlers:
                    keepers.add(node)
        found.update(dict.fromkeys(self._handed_answers(keepers)))
        return found

    def _writes_down(self, node: Node, item: Handed) -> bool:
        """Tell whether a call warns of what it is given, or keeps it, by itself or by what it calls."""
        if item.name in WARNINGS or item.name in UPDATES or keeps_row(self.graph, node, item):
            return True
        return any(
            _is_given(call)
            and not _is_line(call)
            and (call.name in UPDATES or keeps_row(self.graph, one, call))
            for one in self.asking.meant(node, item.callee)
            for call in self.calls.get(one, ())
        )

    def _measures(self, node: Node) -> bool:
        words = words_of(node[1])
        return bool(self.graph.definitions[node].names & FITTING or words & CACHED)

    def _handed_answers(self, keepers: set[Node]) -> Iterator[Node]:
        """Yield the functions that are given an answer and keep it, themselves or by another one."""
        for _ in range(_DEPTH):
            more: set[Node] = set()
            for node, items in sorted(self.calls.items()):
                for item in items:
                    called = [one for one in self.asking.meant(node, item.callee) if one in keepers]
                    if called and not self._measures(node):
                        if self._holds_answer(node, item):
                            yield called[0]
                        elif _is_given(item) and node not in self.handlers:
                            more.add(node)
            if more <= keepers:
                return
            keepers = keepers | more

    def _holds_answer(self, node: Node, item: Handed) -> bool:
        """Tell whether a call is given an answer; a vector that something is found by is none."""
        origins = item.origins
        if any(map(_is_vector, origins)):
            origins = tuple(name for name in origins if not is_model(name[:-2]) and not _is_vector(name))
        if node in self._around and any(self._is_called_inside(node, name) for name in origins):
            return True
        return any(self.asking.answers(node, name) or _is_set_elsewhere(name) for name in origins)

    def _decorators(self) -> frozenset[Node]:
        """Return the functions that are decorators of what asks the model: they are given its answer."""
        found: set[Node] = set()
        for node in self.reached:
            item = self.graph.definitions.get(node)
            if item is None or not item.decorators or not self.asking.asks(node):
                continue
            for name in item.decorators:
                found.update(self.graph.resolved(node[0], name.removesuffix("()")))
        return frozenset(found)

    def _is_called_inside(self, node: Node, name: str) -> bool:
        """Tell whether an origin is the call of a function that a decorator was given."""
        called = name.removesuffix("()")
        if called == name or not called.isidentifier() or called in _PLAIN or hasattr(builtins, called):
            return False
        bound = {item.binds for item in self.graph.modules[node[0]].imports}
        return called not in bound and not self.graph.resolved(node[0], called)

    def _is_clean(self, node: Node, item: Handed) -> bool:
        """Tell whether nothing that a call is given can be an answer."""
        owner = words_of(item.callee.rpartition(".")[0].rpartition(".")[2])
        if item.name == "save" and owner & _NO_ROWS:
            return True
        if item.name in STATEMENTS and READS in item.origins and INSERTS not in item.origins:
            return True
        # What a model fills in is handed to it: `enricher.enrich(ticket)`, and then `rows.add(ticket)`.
        if not _is_line(item) and not self._filled(node).isdisjoint(item.origins):
            return False
        asking = node in self.handlers or self.asking.asks(node)
        return all(self._is_plain(node, name, asking=asking) for name in item.origins)

    def _filled(self, node: Node) -> frozenset[str]:
        """Return the calls of a function whose objects its statements hand to others that ask the model."""
        if node not in self._filled_in:
            self._filled_in[node] = frozenset(
                name
                for item in self.calls[node]
                if not _is_line(item) and item.name not in STORES | OWN_STORES
                if any(map(self.asking.asks, self.asking.meant(node, item.callee)))
                for name in item.origins
                if name.endswith("()") and name[:-2].rpartition(".")[2] not in _PLAIN
            )
        return self._filled_in[node]

    def _embeds(self, node: Node) -> bool:
        """Tell whether a function makes the vector of what it is given: others are looked for by it."""
        definition = self.graph.definitions.get(node)
        return definition is not None and any(map(_EMBEDS.fullmatch, definition.names))

    def _is_plain(self, node: Node, name: str, *, asking: bool) -> bool:
        if name[0] == "'":
            return True
        if name == UNREAD:
            return False
        if name[0] == "$":
            # What the function that asks the model is given is the request.
            words = words_of(name)
            if asking or words & _MEANT:
                return True
            return words.isdisjoint(_SCORES) and (name.endswith(SETTING) or self._embeds(node))
        if name.endswith("()"):
            called = name.removesuffix("()")
            last = called.rpartition(".")[2]
            meant = self.asking.meant(node, called)
            if meant:
                # One that works out an answer by itself asks no library, and is named for what it does.
                return last not in ASKING and not any(self.asking.asks(one) for one in meant)
            # A store of vectors gives the nearest: `collection.query(query_embeddings=[face])`.
            near = last == "query" and words_of(called.rpartition(".")[0]) & _INDEXES
            return (last in _PLAIN and not near) or (last[:1].isupper() and not words_of(last) & _OUTCOMES)
        words = words_of(name.rpartition(".")[2])
        return words.isdisjoint(_OUTCOMES) or not words.isdisjoint(_HOW_MANY)


def _is_vector(name: str) -> bool:
    """Tell whether an origin, by its name, is what others are found by; a score of vectors is an answer."""
    words = words_of(name)
    return bool(words & _EMBEDDING) and words.isdisjoint(("score", "scores"))


def _is_set_elsewhere(name: str) -> bool:
    """Tell whether an origin is an attribute that is named for a prediction, set on a job by a worker."""
    words = words_of(name.rpartition(".")[2])
    return name.startswith(FILLED) and bool(words & _PREDICTED) and words.isdisjoint(_HOW_MANY)


def _is_line(item: Handed) -> bool:
    """Tell whether a call writes a line to the log."""
    return item.name in LINES


def _is_warning(item: Handed) -> bool:
    """Tell whether a call writes a line to the log that warns of something."""
    return item.name in WARNINGS and "log" in item.callee.rpartition(".")[0].lower()


def _is_given(item: Handed) -> bool:
    """Tell whether a call is given a parameter of the function around it."""
    return any(name[0] == "$" for name in item.origins)
