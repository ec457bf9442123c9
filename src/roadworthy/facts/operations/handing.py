"""The fact `HandedOn`: what calls that may keep or log something are given, traced through their function."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from roadworthy.core.fact import fact
from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.late_re import re
from roadworthy.facts.python import Module
from roadworthy.tree.roles import is_run

#: What stores what it is given, what stores the object that it is called on, and what writes a line.
STORES = frozenset(
    "acreate add add_all append_row append_rows basic_publish bulk_create bulk_save_objects commit create"
    " create_one dump execute executemany hset insert insert_many insert_one insert_rows insert_rows_json"
    " lpush merge produce publish put put_item put_record rpush send send_and_wait setex upload_fileobj"
    " upsert write write_bytes write_text writelines writerow writerows xadd".split()
)
OWN_STORES = frozenset("asave commit flush save to_csv to_json to_parquet to_sql".split())
LINES = frozenset(("info", "log"))
#: How the names begin of functions that keep or log what they are given.
_KEEPING = frozenset(
    "add archive audit create insert keep log persist publish push record save store track write".split()
)
#: What is in modules that answer requests, ask a model, or keep rows: in others, nothing of it is looked for.
_MENTIONED = re.compile(
    r"\b(?:aiohttp|asyncpg|bentoml|boto3|celery|completions|csv|django|dramatiq|duckdb|fastapi"
    r"|firebase_admin|firestore|flask|gradio|gspread|inference|invoke|jsonl|kafka|keras|langchain"
    r"|litestar|motor|mysql|onnxruntime|openai|peewee|pika|predict|predict_proba|prediction|psycopg"
    r"|psycopg2|pymongo|pymysql|quart|redis|rest_framework|sanic|sqlalchemy|sqlite3|sqlmodel"
    r"|starlette|streamlit|supabase|tensorflow|torch|tornado|tortoise|transcribe|transformers)\b"
)
#: Words of what is a model that is called by itself, and of what only makes or loads one.
_MODELS = frozenset(
    "chain classifier generator llm model net network nlp pipe pipeline predictor qa summarizer"
    " transcriber translator".split()
)
_MAKING = frozenset("build create from get init initialize load make open setup".split())
#: What puts values into an object, and a statement or a mode by which something is written.
_FILLING = frozenset("add append extend insert setdefault update".split())
_WRITING = re.compile(r"\s{0,200}(?:insert|replace|update)\s", re.IGNORECASE)
_READING = re.compile(r"\s{0,200}(?:select|delete|create|drop|alter|show|pragma|explain)\s", re.IGNORECASE)
_APPENDING = frozenset(("a", "at", "a+", "ab"))
#: How the origins are written of a statement that writes rows, of another one, and of a file that grows.
INSERTS, READS, GROWS = "'insert", "'select", "'append"
#: What stands for all that is not read: the calls of one function, and the origins of one call, have a limit.
UNREAD = "..."
_CALLS = 100
_MOST = 60


@dataclass(frozen=True, slots=True)
class HandedOn:
    """The calls of one function that may keep or log what they are given, and whether it calls a model."""

    calls: tuple[Handed, ...]
    asks: bool
    at: Location


@dataclass(frozen=True, slots=True)
class Handed:
    """A call that may keep or log what it is given, and where that comes from.

    `origins` are the names of calls (`model.predict()`), of parameters (`$row`), and others as they are
    written, followed through the assignments of the function.
    """

    callee: str
    origins: tuple[str, ...]
    at: Location

    @property
    def name(self) -> str:
        """The last part of what is called."""
        return self.callee.rpartition(".")[2]


def _mentions(module: Module) -> bool:
    if not is_run(module.path, module.role):
        return False
    # Lines of JSON in a log are written by helpers that know nothing else.
    lines = "dumps(" in module.text and "logg" in module.text
    return lines or _MENTIONED.search(module.text) is not None


@fact(where=_mentions)
def handed(node: ast.FunctionDef | ast.AsyncFunctionDef, module: Module) -> HandedOn | None:
    """Keep the calls in a function that store, log, or are made for what they do with what they are given."""
    parts = [part for statement in (node.args, *node.body) for part in ast.walk(statement)]
    statements = {id(_awaited(part.value)) for part in parts if isinstance(part, ast.Expr)}
    calls = [part for part in parts if isinstance(part, ast.Call)]
    kept = [(part, name) for part in calls if (name := _kept(part, stated=id(part) in statements))]
    asks = any(is_model(callee(call.func)) for call in calls)
    if not kept and not asks:
        return None
    given = _Givens(parts)
    traced: list[Handed] = []
    for call, name in kept[:_CALLS]:
        values = [*call.args, *(item.value for item in call.keywords)]
        # A list is given a place and a value, and keeps neither.
        if name.endswith(".insert") and len(call.args) > 1:
            values = []
        found = given.origins(values)
        last = name.rpartition(".")[2]
        if last in OWN_STORES and isinstance(call.func, ast.Attribute):
            found |= given.set_on_rows if last == "commit" else given.held(call.func.value)
        elif last.startswith("write") and isinstance(call.func, ast.Attribute):
            found |= given.origins([call.func.value]) & {GROWS}
        traced.append(Handed(name, tuple(sorted(found)[:_MOST]), module.at(call)))
    traced += [Handed(name, (UNREAD,), module.at(call)) for call, name in kept[_CALLS:]]
    return HandedOn(tuple(traced), asks, module.at(node))


def _awaited(node: ast.expr) -> ast.expr:
    return node.value if isinstance(node, ast.Await) else node


def _kept(call: ast.Call, *, stated: bool) -> str:
    """Return the name of a call that is worth keeping: it stores, logs, or is a statement of its own."""
    name = callee(call.func)
    owner, _, last = name.rpartition(".")
    if last in LINES:
        return name if "log" in owner.lower() else ""
    if last in STORES or last in OWN_STORES or last.lower().strip("_").partition("_")[0] in _KEEPING:
        return name
    return name if stated and (call.args or call.keywords) and last not in _FILLING else ""


def is_model(name: str) -> bool:
    """Tell whether a dotted name is of a model that is called itself, by its last word."""
    last = name.rpartition(".")[2]
    words = last.strip("_").split("_")
    # A pipeline of transformers is made so, and a chain of itertools is none.
    if name in ("chain", "itertools.chain", "pipeline"):
        return False
    return last == last.lower() and words[-1] in _MODELS and words[0] not in _MAKING


def callee(node: ast.expr) -> str:
    """Return what is called, through the calls before it: `client.table("t").insert` is one name."""
    parts: list[str] = []
    while isinstance(node, (ast.Attribute, ast.Call, ast.Subscript, ast.Await)):
        if isinstance(node, ast.Attribute):
            parts.append(node.attr)
        node = node.func if isinstance(node, ast.Call) else node.value
    return ".".join([node.id if isinstance(node, ast.Name) else "", *reversed(parts)])


class _Givens:
    """What the names of one function are given, by its assignments, loops, and what is put into them."""

    def __init__(self, parts: list[ast.AST]) -> None:
        self.parameters: set[str] = set()
        self.given: dict[str, list[ast.expr]] = {}
        self._named: dict[int, tuple[str, ...]] = {}
        rows: list[ast.expr] = []
        for part in parts:
            match part:
                case ast.arg(arg=name):
                    self.parameters.add(name)
                case ast.Assign(targets=targets, value=value):
                    for target in targets:
                        self._bind(target, value)
                        if isinstance(target, ast.Attribute) and callee(target).partition(".")[0] != "self":
                            rows.append(value)
                case (
                    ast.AnnAssign(target=target, value=ast.expr() as value)
                    | ast.AugAssign(target=target, value=value)
                ):
                    self._bind(target, value)
                case ast.NamedExpr(target=target, value=value):
                    self._bind(target, value)
                case ast.For(target=target, iter=value) | ast.AsyncFor(target=target, iter=value):
                    self._bind(target, value)
                case ast.comprehension(target=target, iter=value):
                    self._bind(target, value)
                case ast.ExceptHandler(name=str(name)):
                    self.given.setdefault(name, [])
                case ast.Import(names=names) | ast.ImportFrom(names=names):
                    for alias in names:
                        self.given.setdefault(alias.asname or alias.name.partition(".")[0], [])
                case ast.withitem(context_expr=value, optional_vars=ast.expr() as target):
                    self._bind(target, value)
                case ast.Call(func=ast.Attribute(value=owner, attr=name), args=args, keywords=named):
                    if name in _FILLING:
                        for value in (*args, *(item.value for item in named)):
                            self._bind(owner, value)
        self.parameters -= {"self", "cls"}
        self.set_on_rows = self.origins(rows)

    def _bind(self, target: ast.expr, value: ast.expr) -> None:
        """Note that a name, or one of several, holds a value, or that a value is part of it."""
        match target:
            case ast.Tuple(elts=targets) | ast.List(elts=targets):
                for one in targets:
                    self._bind(one, value)
            case ast.Starred(value=one):
                self._bind(one, value)
            case ast.Attribute() | ast.Subscript() | ast.Name():
                name = callee(target)
                root = name.partition(".")[0]
                # `self.job` is a place of its own; what is set on another object is a part of it.
                self.given.setdefault(name if root == "self" else root, []).append(value)

    def held(self, value: ast.expr) -> set[str]:
        """Return where the object comes from on which a method is called; one of the module is not traced."""
        root = callee(value).partition(".")[0]
        known = root in self.given or root in self.parameters or root in ("", "self")
        return self.origins([value]) | (set() if known else {UNREAD})

    def origins(self, values: Iterable[ast.expr]) -> set[str]:
        """Return where values come from."""
        found: set[str] = set()
        pending = list(values)
        seen: set[str] = set()
        while pending:
            value = pending.pop()
            if id(value) not in self._named:
                self._named[id(value)] = tuple(dict.fromkeys(_names(value)))
            for name in self._named[id(value)]:
                if name in seen:
                    continue
                seen.add(name)
                root = name.partition(".")[0]
                held = name if root == "self" else root
                if name[0] == "'" or name.endswith("()"):
                    found.add(name)
                elif held in self.given:
                    pending += self.given[held]
                    found.update([f"${root}"] if root in self.parameters else [])
                else:
                    found.add(f"${root}" if root in self.parameters else name)
        return found


def _names(value: ast.expr) -> Iterator[str]:
    """Yield the names in an expression, and those of calls with `()`."""
    pending: list[ast.AST] = [value]
    while pending:
        part = pending.pop()
        match part:
            case ast.Call(func=func, args=args):
                yield f"{callee(func)}()"
                pending += [*args, *part.keywords]
                # The object of a method is a part of what it gives; the function is not.
                if isinstance(func, ast.Attribute):
                    pending.append(func.value)
                if callee(func).rpartition(".")[2] in ("open", "to_csv") and any(map(_appends, args[1:])):
                    yield GROWS
            case ast.keyword(arg="mode", value=given) if _appends(given):
                yield GROWS
            case ast.Attribute(value=owner) if _is_called(owner):
                pending.append(owner)
            case ast.Attribute() | ast.Name():
                if name := callee(part):
                    yield name
            case ast.Constant(value=str(text)):
                if _WRITING.match(text):
                    yield INSERTS
                elif _READING.match(text):
                    yield READS
            case ast.Lambda():
                continue
            case _:
                pending += ast.iter_child_nodes(part)


def _is_called(node: ast.expr) -> bool:
    """Tell whether an object is what a call gives: that of `MODEL.ask(row).text`."""
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Await)):
        node = node.value
    return isinstance(node, ast.Call)


def _appends(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value in _APPENDING
