"""Signs that predictions may be stored or logged in a way that is not read: too weak for a yes or a no."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from roadworthy import asks_hosted, is_bot, is_run, path_words
from roadworthy_rules.operations._log_lines import (
    ANSWERING_TOO,
    LINES,
    PREDICTED,
    answering,
    answers,
    asked,
    body_of,
    fixed_lines,
    is_about_answers,
    logs,
    measures,
    served,
    speaks_of_answer,
)
from roadworthy_rules.operations._references import is_called
from roadworthy_rules.operations._shared import node_of, pages
from roadworthy_rules.operations._weak_signs import only_texts

if TYPE_CHECKING:
    from roadworthy import Definition, ModuleSummary, Operations, Tree

#: What may store an answer, and words of what it is an answer of.
_STORES = frozenset(
    "add_all append_row append_rows bulk_create commit create execute hset insert insert_many insert_one"
    " lpush publish put_item rpush save send send_and_wait to_csv to_sql upsert writelines writerow"
    " writerows xadd".split()
)
#: What may store anything: a row of a table, a message of a queue or a line of a file.
_STORES_ANY = frozenset(
    "add_message basic_publish commit execute executemany insert insert_many insert_one lpush produce publish"
    " put_item rpush save send_message set_key setex to_csv update update_many update_one upsert writerow"
    " writerows xadd".split()
)
#: What stores something in Redis, and what makes that go away after a time: it is a cache.
_OF_REDIS = frozenset("hset lpush rpush xadd".split())
_PASSING = frozenset("expire expireat pexpire pexpireat".split())
_WRITERS = re.compile(r"_?(?:append|dump|save|write)_(?:to_)?(?:csv|data|file|json|jsonl|results?)")
#: What hands work to a thread, a process or a queue, and what keeps something there.
_WORKERS = frozenset("JoinableQueue Process Queue SimpleQueue Thread fork".split())
_KEEPS_THERE = re.compile(r"_?(?:insert|save|store|update|write)_\w{1,80}|commit")
#: What is no row: pictures, sounds, and what a worker knows of itself.
_NO_ROWS = frozenset(
    "audio axes buffer context frame frames image images layout mp3 picture progress state traces ui video"
    " wav xaxes yaxes".split()
)
#: Methods of much else than rows, and what they may be of.
_LOOSE = frozenset(("insert", "save"))
_NO_ROW = re.compile(
    r"(?i)(?:fig|heatmap|image|img|mask|model|net|nib|nibabel|overlay|picture|plot|plt|torch)$|^sys\.path$"
)
_BUFFERS = frozenset(("BytesIO", "StringIO"))
#: Words in the names of what keeps people who may use a service.
_ACCOUNTS = frozenset(
    "account apikey apikeys login logout password register registration signin signup".split()
)
#: What a line in a log may say of an answer.
_OUTCOMES = frozenset(
    "answer generated label outcome output outputs pred preds proba probability result results score".split()
)
#: Words in the names of what trains a model, or measures it on data that is kept back.
_TRAINING = frozenset("evaluate evaluation evaluator train trainer training".split())
#: Methods by which a table in memory is filled, libraries beside which it is, and what writes it elsewhere.
_FILLS = frozenset(".append .clear .copy .get .items .keys .pop .setdefault .update .values".split())
_BESIDE = frozenset("collections copy datetime threading time typing uuid".split())
_OUT = frozenset("dump dumps open write write_text".split())
#: What fits a part of a model: the lines there are of a training.
_FITTING = frozenset(("fit", "fit_transform"))
#: First words of what may put predictions into memory alone, and what else writes them elsewhere.
_ADDING = frozenset(("add", "create"))
_WRITING = frozenset("add append dump dumps hset open post put session set write write_text".split())
#: Words in the name of what keeps predictions.
_KEEPING = frozenset("add archive audit create insert log persist record save store write".split())
#: Words of what was asked and answered, and what sends it on.
_ASKED = frozenset("answers input inputs output outputs requests responses results".split())
_LOGS = frozenset("audit logger recorder webhook".split())
_SENDING = frozenset("post produce publish put send xadd".split())
_KEPT = frozenset("inference inferences prediction predictions".split())
#: Words of what a model is given to answer from, and of what it answers.
_SOURCES = frozenset(
    "chunk chunks corpus document documents embedding embeddings faiss index ingest pdf pdfs vector"
    " vectors".split()
)
_OF_ANSWERS = frozenset(
    "answer answers chat completion conversation history interaction messages prediction question"
    " questions reply".split()
)
_MONGO = frozenset("collection insert_many insert_one".split())
#: Bases of tables, words in the names of tables of answers, and where a hump of a name begins.
_TABLES = frozenset("Base DeclarativeBase Document Model SQLModel".split())
_ROWS_OF = frozenset(
    "classification detection history inference log logs prediction predictions result results".split()
)
#: Words of vectors, those of functions that keep some, and what keeps them as rows.
_VECTORS = frozenset("embedding embeddings vector vectors".split())
_VECTOR_STORES = frozenset(
    "add_embeddings bulk_create copy execute executemany fetchrow fetchval insert insert_many upsert".split()
)
_KEEPS_VECTORS = frozenset("add copy embed index ingest insert put save store upsert write".split())
_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|_")
#: What stores rows, and no picture or settings.
_ROWS = frozenset("append_row bulk_create insert insert_one put_item to_sql upsert".split())
#: What a middleware has, and what it reads of the answer.
_MIDDLEWARE = (frozenset(("call_next",)), frozenset(("receive", "send")))
_BODY = re.compile(r"body_iterator|res(?:ponse)?_(?:body|content|data|json|payload|text)")
#: A file of its own, by a path that is no text, that texts are written to.
_OWN_FILE = re.compile(
    r"\bopen\s{0,3}\(\s{0,40}(?![\"'])[^()\n]{1,200}(?:\([^()\n]{0,200}\)[^()\n]{0,200})?[\"']wt?[\"']"
)
#: What holds a page's values as long as it is shown, and the places to import from.
_IN_MEMORY = frozenset(("list", "session_state", "sys"))
#: First words in the names of what reads back what was kept, and last ones.
_READING = frozenset("fetch get list read".split())
_SAID = frozenset("history messages".split())
#: Libraries that trace what functions are given and return, and how these are marked.
_TRACERS = frozenset("langfuse langsmith openinference opik phoenix weave".split())
_TRACES = frozenset("observe traceable".split())
_TRACED = _TRACES | frozenset("agent chain llm tool".split())
#: What keeps texts and tables in a run of MLflow.
_IN_RUNS = frozenset("log_dict log_table log_text".split())


def traced(operations: Operations, modules: tuple[ModuleSummary, ...]) -> str:
    """Return what keeps what code is given and answers, in a run or as a trace.

    Whether it is each answer, and how long it is kept, the code does not say.
    """
    roots = {name for module in modules if module.role == "source" for name in module.libraries}
    tracing, tracking = not roots.isdisjoint(_TRACERS), "mlflow" in roots
    for _, item in served(operations, modules) if tracking else ():
        if found := min(item.names & _IN_RUNS, default=""):
            return found
    # What is marked asks a model, whatever hands requests to it.
    marked = (item for module in modules if module.role == "source" for item in module.definitions)
    for item in marked if tracing else ():
        for one in item.decorators:
            name = one.removesuffix("()").rpartition(".")[2]
            if name in _TRACED and (name in _TRACES or "tracer" in one):
                return one
    return ""


def may_store(operations: Operations, modules: tuple[ModuleSummary, ...]) -> str:
    """Return a name in code that requests lead to which may store answers, in a way that is not read."""
    hosted = any(asks_hosted(item) for _, item in served(operations, modules))
    apart = any(m.mentions(_WORKERS) for m in modules if m.path in operations.served_files)
    # The folder that all lie in, such as that of the package, says nothing of one of them.
    folders = [f"/{path}".rpartition("/")[0] or "/" for path in operations.served_files]
    common = len(os.path.commonpath(folders)) - 1 if folders else 0
    for module, item in answering(operations, modules):
        found = item.names & _STORES - only_texts(item)
        found -= {name for name in _LOOSE & found if _keeps_no_row(item, name)}
        if _owners(item, "create") == {"URL"}:
            found -= {"create"}
        if _keeps_accounts(item):
            continue
        if item.names & _PASSING:
            found -= _OF_REDIS
        found |= {name for name in item.names if _WRITERS.fullmatch(name)}
        node = node_of(module, item)
        found -= {name for name in found if (node, name) in operations.flow.unkept}
        if asks_hosted(item):
            found -= {"create"}
        # What a training writes down are answers on data that was kept back.
        if measures(item) and not _TRAINING.isdisjoint(path_words(f"{item.owner} {item.name}")):
            continue
        # A bot sends its answers to the chat.
        if is_bot(module):
            found -= {"send"}
        about = PREDICTED.search(module.path[common:]) is not None or speaks_of_answer(item)
        if found and (about or (hosted and not _keeps_sources(item))):
            return min(found)
        # A worker that answers may keep its answer, and no request is seen to wait for it.
        if apart and answers(item):
            kept = sorted(
                name for name in item.names if _keeps_there(name) and not _fills_memory(name, modules)
            )
            if kept:
                return kept[0]
        # It sends what was asked or answered to what may store it.
        words = set(item.name.lower().split("_"))
        posts = words & _KEEPING and item.names & _SENDING
        if posts and (words & _ASKED or path_words(item.owner) & _LOGS):
            return item.name
    return min(_rows_on_pages(operations, modules), default="")


def may_store_any(operations: Operations, modules: tuple[ModuleSummary, ...]) -> str:
    """Return a name in code that requests lead to which may store something, whatever it is of."""
    names = {name for _, item in served(operations, modules) for name in item.names}
    return min(names & _STORES_ANY, default="")


def keeps_vectors(operations: Operations, modules: tuple[ModuleSummary, ...]) -> str:
    """Return what requests lead to that keeps vectors, where those are all that a model answers with."""
    if operations.flow.asking:
        return ""
    for _, item in asked(operations, modules):
        words = {word for name in item.names for word in name.lower().split("_")}
        keeps = not _KEEPS_VECTORS.isdisjoint(item.name.lower().split("_"))
        # A table of vectors makes its rows: `Embedding.create(...)`.
        rows = any(map(_makes_vector_row, item.uses))
        if keeps and words & _VECTORS and (rows or item.names & _VECTOR_STORES):
            return item.name
    return ""


def _makes_vector_row(use: str) -> bool:
    """Tell whether a use makes a row of a class of vectors; `client.embeddings.create` asks a model."""
    owner, _, method = use.rpartition(".")
    table = owner.rpartition(".")[2]
    return method == "create" and table[:1].isupper() and not path_words(table).isdisjoint(_VECTORS)


def _keeps_there(name: str) -> bool:
    """Tell whether a name is that of what a worker keeps its answer by; a picture or a sound is no row."""
    return _KEEPS_THERE.fullmatch(name) is not None and _NO_ROWS.isdisjoint(name.split("_"))


def _fills_memory(name: str, modules: tuple[ModuleSummary, ...]) -> bool:
    """Tell whether all that has a name only fills a table in memory, which nothing beside it writes down."""
    found = [(module, item) for module in modules for item in module.definitions if item.name == name]
    return bool(found) and all(_is_in_memory(item, module) for module, item in found)


def _is_in_memory(item: Definition, module: ModuleSummary) -> bool:
    tables = {name for name, kind in module.objects if kind in ("dict", "list")} & item.names
    if not tables or item.owner:
        return False
    # It calls nothing of the project, and nothing of a library that may keep what it is given.
    others = {one.binds for one in module.imports if one.module.partition(".")[0] not in _BESIDE}
    others |= {one.name for one in module.definitions}
    if not item.names.isdisjoint(others) or any(use[0] == "." and use not in _FILLS for use in item.uses):
        return False
    return all(one.names.isdisjoint(tables) or one.names.isdisjoint(_OUT) for one in module.definitions)


def _keeps_sources(item: Definition) -> bool:
    """Tell whether code keeps what a model is given to answer from, such as parts of documents."""
    words = path_words(f"{item.owner} {item.name}")
    # A row of MongoDB is called a document.
    sources = _SOURCES if item.names.isdisjoint(_MONGO) else _SOURCES - {"document", "documents"}
    return bool(words & sources) and (words | item.names).isdisjoint(_OF_ANSWERS)


def _rows_on_pages(operations: Operations, modules: tuple[ModuleSummary, ...]) -> Iterator[str]:
    """Yield the methods by which scripts of pages may store rows.

    What a page inserts into a list, its own session or the places to import from is not stored by that.
    """
    unkept = operations.flow.unkept
    for module in pages(modules):
        memory = _IN_MEMORY | {name for name, kind in module.objects if kind == "list"}
        parts: list[tuple[str, AbstractSet[str]]] = [("", module.uses | module.main_uses)]
        parts += [(".".join(item.route), item.uses) for item in module.definitions]
        for route, uses in parts:
            for use in uses:
                *owner, name = use.replace("=", ".").split(".")
                known = ((module.path, route), name) in unkept
                if name in _ROWS and memory.isdisjoint(owner) and not known:
                    yield name


def may_log(operations: Operations, modules: tuple[ModuleSummary, ...], tree: Tree) -> str:
    """Return the name of what requests lead to and that logs a line in which an answer may be.

    Lines of fixed words hold none.
    """
    by_name = {item.name for module in modules for item in module.definitions if _logs_by_name(item)}
    for module, item in answering(operations, modules):
        node = node_of(module, item)
        if node in operations.flow.unlined:
            continue
        helpers = [name for name in item.names & by_name if (node, name) not in operations.flow.unkept]
        lines = bool(helpers) or any(logs(use, LINES) for use in item.uses)
        words = item.name.split("_")
        told = any(map(_is_outcome, item.names)) or not ANSWERING_TOO.isdisjoint(words)
        # What reads back what was said before answers nothing: `get_chat_history`.
        told = told and not (words[0] in _READING and words[-1] in _SAID)
        told = told or is_about_answers(item) or _reads_answer(item)
        if not lines or not told or measures(item) or item.names & _FITTING:
            continue
        if not fixed_lines(tree, module.path, item):
            return item.name
    return ""


def _logs_by_name(item: Definition) -> bool:
    """Tell whether a function, by its name, logs what it is given, at a level that it is given as a text."""
    return item.kind != "class" and item.name.startswith("log_") and "getattr" in item.names


def _reads_answer(item: Definition) -> bool:
    """Tell whether code is of a middleware that reads the body of the answer."""
    return any(map(_BODY.fullmatch, item.names)) and any(given <= item.names for given in _MIDDLEWARE)


def may_write(operations: Operations, modules: tuple[ModuleSummary, ...], tree: Tree) -> str:
    """Return the name of what requests lead to that may write each answer to a file of its own, as a text."""
    for module, item in answering(operations, modules):
        writes = "open" in item.names and not item.names.isdisjoint(("dump", "write"))
        # What tries a model writes down how well it did.
        if measures(item) or not (_TRAINING | {"test"}).isdisjoint(path_words(f"{item.owner} {item.name}")):
            continue
        if node_of(module, item) not in operations.flow.unclear or not writes:
            continue
        if any(map(_is_outcome, item.names)) and _OWN_FILE.search(body_of(tree, module.path, item)):
            return item.name
    return ""


def _is_kept_table(item: Definition) -> bool:
    """Tell whether a class is a table whose rows may be answers, by its name and its bases."""
    words = set(_HUMPS.sub(" ", item.name).lower().split())
    bases = {base.removesuffix("()").rpartition(".")[2] for base in item.bases}
    return item.kind == "class" and bool(bases & _TABLES) and not _ROWS_OF.isdisjoint(words)


def keeps_elsewhere(operations: Operations, modules: tuple[ModuleSummary, ...]) -> str:
    """Return the name of what keeps predictions, and that no request leads to as far as is read.

    What they lead to, and is given no answer as far as is read, is one, too. It is a function, or a table.
    What no code names keeps nothing, and neither does a table that requests only read.
    """
    run = [module for module in modules if is_run(module.path, module.role)]
    for module in modules:
        for item in module.definitions if module.role == "source" else ():
            reached = node_of(module, item) in operations.served
            if _is_kept_table(item):
                if not _is_only_read(item, operations, run):
                    return item.name
            elif reached and node_of(module, item) not in operations.flow.clear:
                continue
            elif _keeps(item) and not item.trivial and is_called(item, run):
                return item.name
    return ""


def _is_only_read(table: Definition, operations: Operations, modules: list[ModuleSummary]) -> bool:
    """Tell whether requests lead to all that names a table, and nothing there may store an answer."""
    for module in modules:
        for item in module.definitions:
            node = node_of(module, item)
            if table.name not in item.names or item.route == table.route:
                continue
            # A framework makes rows of what a serializer or a view of it says.
            if item.kind == "class" or node not in operations.served or node in operations.flow.unclear:
                return False
    return True


def _keeps_no_row(item: Definition, name: str) -> bool:
    """Tell whether all that a body saves or inserts is a picture, a model, or a place to import from.

    A picture that is written to a buffer goes into the answer.
    """
    if name == "save" and not item.names.isdisjoint(_BUFFERS):
        return True
    owners = _owners(item, name)
    return bool(owners) and all(map(_NO_ROW.search, owners))


def _owners(item: Definition, name: str) -> frozenset[str]:
    """Return the objects whose method of a name a body uses: `client.table` of `client.table.insert`."""
    return frozenset(use.rpartition(".")[0] for use in item.uses if use.endswith(f".{name}"))


def _keeps_accounts(item: Definition) -> bool:
    """Tell whether code is named for people who may use the service, and says nothing of an answer."""
    words = path_words(f"{item.owner} {item.name}")
    accounts = not words.isdisjoint(_ACCOUNTS) or ("api" in words and not words.isdisjoint(("key", "keys")))
    return accounts and not speaks_of_answer(item) and not asks_hosted(item)


def _is_outcome(name: str) -> bool:
    return name.islower() and not _OUTCOMES.isdisjoint(name.split("_"))


def _keeps(item: Definition) -> bool:
    """Tell whether a function keeps predictions, by its name.

    One that adds or makes them may do so in a table in memory: it names what it writes them with.
    """
    first, *rest = item.name.lower().strip("_").split("_")
    if first in _ADDING and item.names.isdisjoint(_STORES | _WRITING):
        return False
    return first in _KEEPING and not _KEPT.isdisjoint(rest)
