"""Where the answers of a model go: into a store, into a line of the log, or only back to who asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache

from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.facts.operations.graph import Graph
from roadworthy.facts.operations.handing import (
    GROWS,
    INSERTS,
    LINES,
    OWN_STORES,
    READS,
    STORES,
    UNREAD,
    Handed,
    HandedOn,
    is_model,
)
from roadworthy.facts.operations.ownways import WORDS, has_rows, only_starts
from roadworthy.facts.operations.steps import Node
from roadworthy.facts.operations.stores import ASKING, CREATING, FITTING, HOSTED, asks_hosted
from roadworthy.facts.python import Definition

#: How far a function is followed to what asks the model, and an answer from function to function.
_DEPTH = 4
_NEAR = 500
#: Stores of rows whatever is around them, those of a session, and those of an object that is a row itself.
_ROWS = frozenset(
    "append_row append_rows bulk_create bulk_save_objects create_one insert insert_many insert_one"
    " insert_rows insert_rows_json put_item put_record to_sql upsert xadd".split()
)
_SESSIONS = frozenset("add add_all commit merge".split())
_HELD = frozenset(("acreate", "asave", "create", "save"))
_STATEMENTS = frozenset(("execute", "executemany"))
_FILES = frozenset("dump to_csv to_json write write_text writelines writerow writerows".split())
#: Methods that ask a model beside those that always do, and words of what is saved and is no row.
_ASKING_TOO = frozenset(
    "ainvoke classify forecast generate readtext recommend run_inference summarize transcribe".split()
)
_INFERRING, _LEARNING = frozenset(("inference_mode", "no_grad")), frozenset(("backward", "zero_grad"))
_NO_ROWS = frozenset("audio fig file image img mask model net overlay picture plot plt torch upload".split())
#: Words of parameters that say which one is meant, or how something is done.
_MEANT = frozenset(
    "config count db device dir directory file filename folder id ids key level mode name path request"
    " session settings size status token uid url user username uuid".split()
)
#: Words of functions and tables that keep something about answers, or nothing of them.
_BESIDE = frozenset(
    "accuracy benchmark billing config cost drift eval evaluate evaluation experiment metric metrics"
    " profile quota setting settings stat statistics stats summary token tokens train trained training"
    " usage user".split()
)
#: Words of what stands for a text or a picture where others are looked for: it is no answer.
_EMBEDDING = frozenset("embed embedder embedding embeddings encode vector vectors".split())
#: What is put into a list, or is kept to be forgotten.
_CACHED = frozenset(("cache", "cached", "memory"))
#: What holds an answer by its name, where nothing says what it was given.
_OUTCOMES = frozenset(
    "answer answers classification completion generated label labels output outputs pred prediction"
    " predictions preds proba probabilities probability reply response result results score scores summary"
    " text transcript transcription translation".split()
)
#: Calls that give no answer of a model, whatever they are given.
_PLAIN = frozenset(
    "all append array astype basename bool bytes call_next commit connect copy cursor decode dict dirname"
    " dumps encode endswith enumerate execute exists extend fetchall fetchone filename filter filter_by"
    " first flatten float format format_exc fromisoformat fromtimestamp get get_data get_json getattr"
    " getenv getlist getpid getsize getvalue hex hexdigest hostname int isinstance isoformat items join"
    " json keys len limit list load loads lower lstrip make_response makedirs max md5 min mkdir mkdtemp"
    " model_dump model_dump_json model_validate monotonic now open order_by perf_counter pop query range"
    " read read_bytes read_text readlines replace reshape reversed rfind round rsplit rstrip scalar"
    " scalars secure_filename select set sha256 shape size sorted split splitext startswith stat str"
    " strftime strip sum table time timestamp title tobytes today tolist total_seconds tuple type unlink"
    " update upper utcnow uuid1 uuid4 values where zip".split()
)


@dataclass(frozen=True, slots=True)
class AnswerFlow:
    """What is known of where answers go, of the definitions that requests lead to.

    `kept` are those that give an answer to a store, and `lines` those that write one to the log. No answer
    reaches what is stored in `unkept`, by the name of the store, nor the lines of the log in `unlined`.
    In `clear` no store is given one; in `unclear` one may be. `asking` are the handlers, and others
    that refuse requests, that ask a model, themselves or by what they call.
    """

    kept: tuple[Node, ...] = ()
    lines: tuple[Node, ...] = ()
    unkept: frozenset[tuple[Node, str]] = field(default=frozenset(), repr=False)
    unlined: frozenset[Node] = field(default=frozenset(), repr=False)
    clear: frozenset[Node] = field(default=frozenset(), repr=False)
    unclear: frozenset[Node] = field(default=frozenset(), repr=False)
    asking: frozenset[Node] = field(default=frozenset(), repr=False)


def answer_flow(
    graph: Graph,
    handed: Iterable[HandedOn],
    reached: Collection[Node],
    handlers: Collection[Node],
    refusing: Iterable[Node],
) -> AnswerFlow:
    """Follow what is handed on in code that requests lead to; whether what refuses some asks a model, too."""
    return _Flow(graph, handed, reached, handlers).result(refusing)


class _Flow:
    def __init__(
        self, graph: Graph, handed: Iterable[HandedOn], reached: Collection[Node], handlers: Collection[Node]
    ) -> None:
        self.graph, self.reached, self.handlers = graph, reached, handlers
        self.calls: dict[Node, list[Handed]] = defaultdict(list)
        self.named: dict[str, list[Node]] = defaultdict(list)
        handed = [one for one in handed if one.at.file in graph.modules]
        self.models = {graph.node_of(one.at.file, one.at.route) for one in handed if one.asks}
        for item in (call for one in handed for call in one.calls):
            node = graph.node_of(item.at.file, item.at.route)
            if node in reached and node[1]:
                self.calls[node].append(item)
        for node in reached:
            if node in graph.definitions:
                self.named[graph.definitions[node].name].append(node)
        self._asks: dict[Node, bool] = {}
        self._answered: dict[tuple[str, str], bool] = {}

    def result(self, refusing: Iterable[Node]) -> AnswerFlow:
        """Return what is kept and logged, and what surely is not."""
        kept: dict[Node, None] = {}
        lines: dict[Node, None] = {}
        dirty: set[tuple[Node, str]] = set()
        unlined: set[Node] = set()
        # Functions that hand what they are given to a store or a line.
        keepers: set[Node] = set()
        loggers: set[Node] = set()
        for node in sorted(self.calls):
            measures = self._measures(node)
            logged = [item for item in self.calls[node] if item.name in LINES]
            for item in self.calls[node]:
                line = item.name in LINES
                if not measures and self._holds_answer(node, item):
                    if line:
                        lines[node] = None
                    elif self._is_firm(node, item):
                        kept[node] = None
                if not line and not self._is_clean(node, item):
                    dirty.add((node, item.name))
                given = any(name[0] == "$" for name in item.origins)
                if given and not measures and node not in self.handlers:
                    if line:
                        loggers.add(node)
                    elif self._is_firm(node, item):
                        keepers.add(node)
            if logged and all(self._is_clean(node, item) for item in logged):
                unlined.add(node)
        for keeping, found in ((keepers, kept), (loggers, lines)):
            found.update(dict.fromkeys(self._handed_answers(keeping)))
        # What is added to a session is stored by its commit.
        dirty |= {(node, "commit") for node, name in dirty if name in _SESSIONS}
        unkept = {
            (node, item.name)
            for node, items in self.calls.items()
            for item in items
            if item.name not in LINES and (node, item.name) not in dirty
        }
        stores = {node for node, name in unkept if name in STORES or name in OWN_STORES}
        unclear = frozenset(node for node, name in dirty if name in STORES or name in OWN_STORES)
        asked = {*self.handlers, *(node for node in refusing if node in self.reached)}
        asking = frozenset(filter(self._asks_model, asked))
        shut = frozenset(unkept), frozenset(unlined), frozenset(stores - unclear - kept.keys())
        return AnswerFlow(tuple(kept), tuple(lines), *shut, unclear, asking)

    def _measures(self, node: Node) -> bool:
        words = _words(node[1])
        return bool(self.graph.definitions[node].names & FITTING or words & _CACHED)

    def _handed_answers(self, keepers: set[Node]) -> Iterator[Node]:
        """Yield the functions that are given an answer and keep it, themselves or by another one."""
        for _ in range(_DEPTH):
            more: set[Node] = set()
            for node, items in sorted(self.calls.items()):
                for item in items:
                    called = [one for one in self._meant(node, item.callee) if one in keepers]
                    if called and not self._measures(node):
                        if self._holds_answer(node, item):
                            yield called[0]
                        elif any(name[0] == "$" for name in item.origins) and node not in self.handlers:
                            more.add(node)
            if more <= keepers:
                return
            keepers = keepers | more

    def _meant(self, node: Node, name: str) -> list[Node]:
        """Return the functions that a call means: by its name in the module, or as a method of any class."""
        root, dot, _ = name.partition(".")
        last = name.rpartition(".")[2]
        found = [] if root in ("self", "cls", "") else self.graph.resolved(node[0], name)
        meant = [one for one in found if one in self.graph.definitions]
        if not meant and dot:
            return [one for one in self.named.get(last, ()) if self.graph.definitions[one].owner]
        functions = [one for one in meant if self.graph.definitions[one].kind != "class"]
        for owner in meant if dot else ():
            if self.graph.definitions[owner].kind == "class":
                line = self.graph.classes.with_method_in_line(owner, last)
                found = [one for one in line for method in self.graph.classes.method(one, last)]
                functions += [(one[0], f"{one[1]}.{last}") for one in found]
        return [one for one in functions if one in self.graph.definitions]

    def _holds_answer(self, node: Node, item: Handed) -> bool:
        """Tell whether a call is given an answer; a vector that something is found by is none."""
        origins = item.origins
        if any(_words(name) & _EMBEDDING for name in origins):
            origins = tuple(
                name for name in origins if not is_model(name[:-2]) and not _words(name) & _EMBEDDING
            )
        return any(self._answers(node, name) for name in origins)

    def _answers(self, node: Node, name: str) -> bool:
        """Tell whether an origin is what a model answered: many calls of a module have the same."""
        if not name.endswith("()"):
            return False
        key = node[0], name
        if key not in self._answered:
            self._answered[key] = self._is_answer(node, name)
        return self._answered[key]

    def _is_answer(self, node: Node, name: str) -> bool:
        called = name.removesuffix("()")
        last = called.rpartition(".")[2]
        meant = self._meant(node, called)
        if meant:
            return any(self._asks_model(one) for one in meant)
        if self.graph.resolved(node[0], called) if called.partition(".")[0] else ():
            return False
        if last in ASKING or last in _ASKING_TOO or last in HOSTED or called.endswith(CREATING):
            return True
        return is_model(called)

    def _asks_model(self, node: Node) -> bool:
        """Tell whether a function asks a model, itself or by what it calls."""
        if node not in self._asks:
            self._asks[node] = any(
                one in self.models or _asks(self.graph.definitions[one]) for one in self._near(node)
            )
        return self._asks[node]

    def _near(self, node: Node) -> Iterator[Node]:
        """Yield a function and those that it calls, but for what only loads a model, or trains one."""
        seen, found = {node}, [node]
        for _ in range(_DEPTH + 1):
            near: list[Node] = []
            for one in found:
                definition = self.graph.definitions.get(one)
                if definition is None or definition.kind == "class" or only_starts(one):
                    continue
                if definition.names & FITTING:
                    continue
                yield one
                near += [step for step in self._steps(one) if step not in seen]
                seen.update(near)
            if len(seen) > _NEAR:
                return
            found = list(dict.fromkeys(near))

    def _steps(self, node: Node) -> Iterator[Node]:
        for step in self.graph.steps(node):
            if isinstance(step, str):
                named = self.named.get(step, ())
                yield from (one for one in named if self.graph.definitions[one].owner)
            elif step[1] and step != node:
                yield step

    def _is_firm(self, node: Node, item: Handed) -> bool:
        """Tell whether a call surely keeps what it is given: as a row, or at the end of a file."""
        last, owner = item.name, item.callee.rpartition(".")[0]
        if not owner or _words(node[1].rpartition(".")[2]) & _BESIDE:
            return False
        if last in _ROWS:
            return not _words(owner) & _CACHED
        if last in _STATEMENTS:
            return INSERTS in item.origins
        if last in _FILES:
            return GROWS in item.origins
        if last == "commit":
            return True
        if last in _HELD and owner.endswith(".objects"):
            return True
        if last in _SESSIONS or last in _HELD:
            return any(self._is_row(node, name) for name in item.origins)
        return False

    def _is_row(self, node: Node, name: str) -> bool:
        called = name.removesuffix("()")
        if called == name or _words(called) & (_BESIDE | _CACHED):
            return False
        return any(
            has_rows(self.graph, one)
            for one in (self.graph.resolved(node[0], called) if called.partition(".")[0] else ())
        )

    def _is_clean(self, node: Node, item: Handed) -> bool:
        """Tell whether nothing that a call is given can be an answer."""
        owner = _words(item.callee.rpartition(".")[0].rpartition(".")[2])
        if item.name == "save" and owner & _NO_ROWS:
            return True
        if item.name in _STATEMENTS and READS in item.origins and INSERTS not in item.origins:
            return True
        asking = node in self.handlers or self._asks_model(node)
        return all(self._is_plain(node, name, asking=asking) for name in item.origins)

    def _is_plain(self, node: Node, name: str, *, asking: bool) -> bool:
        if name[0] == "'":
            return True
        if name == UNREAD:
            return False
        if name[0] == "$":
            # What the function that asks the model is given is the request.
            return asking or bool(_words(name) & _MEANT)
        if name.endswith("()"):
            called = name.removesuffix("()")
            last = called.rpartition(".")[2]
            meant = self._meant(node, called)
            if meant:
                return not any(self._asks_model(one) for one in meant)
            return last in _PLAIN or (last[:1].isupper() and not _words(last) & _OUTCOMES)
        return not _words(name.rpartition(".")[2]) & _OUTCOMES


def _asks(definition: Definition) -> bool:
    if not definition.names.isdisjoint(ASKING) or asks_hosted(definition):
        return True
    # PyTorch is told not to keep what only a training needs.
    if not definition.names.isdisjoint(_INFERRING) and definition.names.isdisjoint(_LEARNING):
        return True
    return any("." in use and use.rpartition(".")[2] in _ASKING_TOO for use in definition.uses)


@lru_cache(maxsize=50_000)
def _words(name: str) -> frozenset[str]:
    return frozenset(word.lower() for word in WORDS.findall(name))
