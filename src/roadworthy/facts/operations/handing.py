"""The fact `HandedOn`: the calls that may keep or log something, and where what they are given comes from."""

from __future__ import annotations

import ast
from collections.abc import Collection

from roadworthy.core.any_word import AnyWord
from roadworthy.core.fact import fact
from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.late_re import re
from roadworthy.facts.operations.origins import FILLING, GROWS, UNREAD, Givens, callee
from roadworthy.facts.python import Module, lines_within, nodes_of
from roadworthy.tree.roles import is_run

#: What stores what it is given, what stores the object that it is called on, and what writes a line.
STORES = frozenset(
    "acreate add add_all append_row append_rows basic_publish bulk_create bulk_save_objects commit create"
    " create_one dump execute executemany fetchrow fetchval hset insert insert_many insert_one insert_rows"
    " insert_rows_from_dataframe insert_rows_json load_table_from_dataframe load_table_from_json lpush"
    " merge produce publish put put_item put_record rpush send send_and_wait setex upload_fileobj upsert"
    " write write_bytes write_text writelines writerow writerows xadd".split()
)
OWN_STORES = frozenset("asave commit flush save to_csv to_gbq to_json to_parquet to_sql".split())
LINES = frozenset(("critical", "info", "log"))
#: What a line is given beside its text.
_EXTRA = "extra"
WARNINGS = frozenset(("warn", "warning"))
#: Words in the names of connections to Redis.
_REDIS = frozenset("cache client conn connection r rdb redis".split())
#: What writes a table to the path that it is given first, or else returns it as a text, and how its first
#: argument may be named; and what is written to in memory.
_TO_TEXT = frozenset(("to_csv", "to_json"))
#: What tells that a file is read, or named by others: rows may be added to those that it has.
_READING = re.compile(r"read|load|exists|is_?file|open\(|^\s*\w+\s*=\s*[\"']")
_ROWS = frozenset(("writelines", "writerow", "writerows"))
_TARGETS = frozenset(("buf", "path", "path_or_buf"))
_IN_MEMORY = frozenset(("BytesIO", "StringIO"))
#: First words in the names of functions that keep or log what they are given.
_KEEPING = frozenset(
    "add archive audit create insert keep log persist publish push record save store track write".split()
)
#: What is in modules that answer requests, ask a model, or keep rows: in others, nothing of it is looked for.
_MENTIONED = AnyWord(
    "aiogram aiohttp aiokafka anthropic asyncpg bentoml boto3 bson celery chromadb completions csv"
    " discord django dramatiq duckdb fastapi firebase_admin firestore flask genai gradio groq gspread"
    " inference invoke jsonl kafka keras kneighbors lancedb langchain litellm litestar llm mistralai motor"
    " mysql ollama onnxruntime openai peewee pika pinecone predict predict_proba prediction prompt psycopg"
    " psycopg2 pymilvus pymongo pymysql qdrant_client quart redis rest_framework sanic slack_bolt"
    " sqlalchemy sqlite3 sqlmodel starlette streamlit supabase telebot telegram tensorflow torch tornado"
    " tortoise transcribe transformers weaviate"
)
#: Words of what is a model that is called by itself, and of what only makes or loads one.
_MODELS = frozenset(
    "chain classifier generator llm model net network nlp pipe pipeline predictor qa summarizer"
    " transcriber translator".split()
)
_MAKING = frozenset(
    "build create delete from get init initialize insert list load make open register remove save select"
    " setup unload update upsert".split()
)
#: How many calls of one function are traced, and how many origins of one call are kept.
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

    `origins` are the names of calls (`model.predict()`), of parameters (`$row`, or `$limit=` of one that is a
    number by default), of attributes that other code may have set (`<job.result`), and others as they are
    written, followed through the assignments of the function. `beside` are those of what a line is given as
    `extra`, which only some formatters write.
    """

    callee: str
    origins: tuple[str, ...]
    at: Location
    beside: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The last part of what is called."""
        return self.callee.rpartition(".")[2]


def _mentions(module: Module) -> bool:
    if not is_run(module.path, module.role):
        return False
    # Lines of JSON in a log are written by helpers that know nothing else, and so are those of what failed.
    told = "dumps(" in module.text or ("except" in module.text and ".warning(" in module.text)
    # So are lines that decorators write of what they are around.
    told = told or "wraps(" in module.text
    return (told and "logg" in module.text) or _MENTIONED.is_in(module.text)


@fact
def handed(module: Module) -> tuple[HandedOn, ...]:
    """Keep the calls in functions that store, log, or are made for what they do with what they are given."""
    if not _mentions(module):
        return ()
    stated = {id(_awaited(node.value)) for node in nodes_of(module, ast.Expr)}
    # The functions without such a call, which are most, are not walked.
    lines = sorted(
        call.lineno
        for call in nodes_of(module, ast.Call)
        if _kept(call, stated=id(call) in stated) or is_model(callee(call.func))
    )
    found = (
        _handed_in(node, stated, module)
        for node in nodes_of(module, ast.FunctionDef, ast.AsyncFunctionDef)
        if lines_within(node, lines)
    )
    return tuple(one for one in found if one is not None)


def _handed_in(
    node: ast.FunctionDef | ast.AsyncFunctionDef, stated: Collection[int], module: Module
) -> HandedOn | None:
    """Return the calls of one function; `stated` are the identities of those that are statements."""
    parts = [part for statement in (node.args, *node.body) for part in ast.walk(statement)]
    calls = [part for part in parts if isinstance(part, ast.Call)]
    kept = [(part, name) for part in calls if (name := _kept(part, stated=id(part) in stated))]
    asks = any(is_model(callee(call.func)) for call in calls)
    if not kept and not asks:
        return None
    given = Givens(parts)
    traced: list[Handed] = []
    for call, name in kept[:_CALLS]:
        last = name.rpartition(".")[2]
        apart = [item.value for item in call.keywords if item.arg == _EXTRA and last in LINES]
        values = [*call.args, *(item.value for item in call.keywords if item.value not in apart)]
        # `list.insert(0, row)` stores nothing, and neither does what writes to memory.
        if (last == "insert" and len(call.args) > 1) or _is_in_memory(call, last, given):
            traced.append(Handed(name, (), module.at(call)))
            continue
        found = given.origins(values)
        # What each call writes over is kept until the next one.
        if GROWS not in found and _is_written_over(call, last, module.text):
            traced.append(Handed(name, (), module.at(call)))
            continue
        if last in OWN_STORES and isinstance(call.func, ast.Attribute):
            found |= given.set_on_rows if last == "commit" else given.held(call.func.value)
        elif last.startswith("write") and isinstance(call.func, ast.Attribute):
            found |= given.origins([call.func.value]) & {GROWS}
        beside = tuple(sorted(given.origins(apart))[:_MOST])
        traced.append(Handed(name, tuple(sorted(found)[:_MOST]), module.at(call), beside))
    traced += [Handed(name, (UNREAD,), module.at(call)) for call, name in kept[_CALLS:]]
    return HandedOn(tuple(traced), asks, module.at(node))


def _is_in_memory(call: ast.Call, last: str, given: Givens) -> bool:
    """Tell whether a call writes to a buffer in memory, or returns the text of a table."""
    if last in _TO_TEXT:
        named = [item.value for item in call.keywords if item.arg in _TARGETS or item.arg is None]
        target = [*call.args[:1], *named]
        return not target or _is_buffer(given.origins(target[:1]))
    # The file is the second argument of `dump`, and what `writer.writerow` belongs to was made of one.
    if last == "dump":
        return _is_buffer(given.origins(call.args[1:2]))
    if last in _ROWS and isinstance(call.func, ast.Attribute):
        return _is_buffer(given.origins([call.func.value]))
    return False


def _is_written_over(call: ast.Call, last: str, text: str) -> bool:
    """Tell whether a call writes a table to a file of a fixed name, and nothing in the module reads that."""
    if last not in _TO_TEXT or any(item.arg in ("mode", None) for item in call.keywords):
        return False
    named = [item.value for item in call.keywords if item.arg in _TARGETS]
    path = next(map(_fixed_path, [*call.args[:1], *named]), "")
    lines = (line for line in text.splitlines() if path.rpartition("/")[2] in line)
    return bool(path) and not any(map(_READING.search, lines))


def _fixed_path(target: ast.expr) -> str:
    """Return the end of a path that is the same each time: a text, by itself or after constants; else ""."""
    match target:
        case ast.Constant(value=str(path)):
            return path
        case ast.BinOp(left=left, op=ast.Add() | ast.Div(), right=right) if _is_fixed(left):
            return _fixed_path(right)
        case ast.Call(args=[*folders, last], keywords=[]) if callee(target.func) == "os.path.join":
            return _fixed_path(last) if all(map(_is_fixed, folders)) else ""
    return ""


def _is_fixed(part: ast.expr) -> bool:
    """Tell whether a part of a path is a constant, by its name, or a text."""
    match part:
        case ast.Constant(value=str()):
            return True
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name.isupper()
    return False


def _is_buffer(origins: Collection[str]) -> bool:
    """Tell whether what is written to is made in memory, as far as its origins say, and is no file."""
    made = {name.removesuffix("()").rpartition(".")[2] for name in origins if name.endswith("()")}
    return bool(made & _IN_MEMORY) and "open" not in made


def _awaited(node: ast.expr) -> ast.expr:
    return node.value if isinstance(node, ast.Await) else node


def _kept(call: ast.Call, *, stated: bool) -> str:
    """Return the name of a call that is worth keeping: it stores, logs, or is a statement of its own."""
    name = callee(call.func)
    owner, _, last = name.rpartition(".")
    if last in LINES:
        return name if "log" in owner.lower() else ""
    # `super().__init__(size)` and torch's `weight.normal_(0, 1)` store nothing.
    if last.endswith("_"):
        return ""
    if last in STORES or last in OWN_STORES or last.lower().strip("_").partition("_")[0] in _KEEPING:
        return name
    return name if stated and (call.args or call.keywords) and last not in FILLING else ""


def is_model(name: str) -> bool:
    """Tell whether a dotted name is of a model that is called itself, by its last word."""
    last = name.rpartition(".")[2]
    words = last.strip("_").split("_")
    # A pipeline of transformers is made so, and a chain of itertools is none.
    if name in ("chain", "itertools.chain", "pipeline"):
        return False
    # One of Redis holds commands: `self.redis_client.pipeline()`.
    if last == "pipeline" and not _REDIS.isdisjoint(name.lower().split(".")[-2].split("_")):
        return False
    return last == last.lower() and words[-1] in _MODELS and words[0] not in _MAKING
