"""The fact `ModelAddress`, and the definitions that ask a model over HTTP, without a library for that."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

from roadworthy.core.fact import fact
from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.late_re import re
from roadworthy.data.model_addresses import address_words, asked_address
from roadworthy.facts.project.hosted_clients import HostedClients, PlaceInCode
from roadworthy.facts.python import MADE, Definition, Module, ModuleSummary, dotted
from roadworthy.tree.roles import is_run

#: Clients of HTTP, and their functions that send a request.
_CLIENTS = frozenset("aiohttp curl_cffi httpx niquests requests tornado urllib urllib3".split())
_SENDING = frozenset("Request apost fetch post request send stream urlopen".split())
#: What makes and holds routes: a `post` of these takes requests.
_TAKING = frozenset("APIRouter Blueprint FastAPI Flask Litestar Quart Robyn Sanic".split())
#: Keys of a request to a model, in a body that is a table or made of keywords.
_KEYS = frozenset(
    "dataframe_records dataframe_split inputs instances max_new_tokens max_tokens messages n_predict prompt"
    " temperature".split()
)
#: Keys that are in a request to a language model together: the first one, and one of the others.
_MODEL, _ASKED = "'model", frozenset(("'messages", "'prompt"))
#: The keys of a chat, where the address names the model.
_CHAT = frozenset(("'messages", "'role", "'content"))
#: Names of addresses that are those of a model, whatever else may have one with this path.
_NAMED = re.compile(r"(?i)(?:^|_)(?:inference|kserve|llm|mlflow|model|predict|prediction|scoring)(?:_|$)")
#: How deep a value is looked at for a text, and how many parts of it.
_DEPTH = 3
_PARTS = 20


@dataclass(frozen=True, slots=True)
class ModelAddress:
    """A text with an address at which models are asked: what is asked, the name that is given it, its place.

    `name` is "" where the text stands by itself. Other services may have a `shared` one, too.
    """

    asked: str
    name: str
    shared: bool
    at: Location


def _may_ask(module: Module) -> bool:
    return is_run(module.path, module.role) and any(word in module.text for word in address_words())


@fact(where=_may_ask)
def model_address(
    node: ast.Assign | ast.AnnAssign | ast.Constant | ast.JoinedStr, module: Module
) -> ModelAddress | None:
    """Keep texts with an address of a model, and the names that are given one."""
    name = ""
    value: ast.expr | None
    if isinstance(node, (ast.Assign, ast.AnnAssign)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        name, value = dotted(targets[0]).rpartition(".")[2] if len(targets) == 1 else "", node.value
        if not name:
            return None
    else:
        value = node
    for text in _texts(value):
        if found := asked_address(text):
            return ModelAddress(found.text, name, found.shared, module.at(node))
    return None


def _texts(value: ast.expr | None, depth: int = 0) -> Iterator[str]:
    """Yield the texts in a value: `os.getenv("URL", "http://...")`, `f"{BASE}/v1/completions"`, a table."""
    match value:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            texts = (part.value if isinstance(part, ast.Constant) else "{}" for part in parts)
            yield "".join(map(str, texts)).removeprefix("{}")
        case ast.Call(args=parts, keywords=named) if depth < _DEPTH:
            for part in (*parts, *(item.value for item in named))[:_PARTS]:
                yield from _texts(part, depth + 1)
        case ast.BoolOp(values=parts) | ast.Dict(values=parts) | ast.List(elts=parts) if depth < _DEPTH:
            for part in parts[:_PARTS]:
                yield from _texts(part, depth + 1)
        case ast.BinOp(left=left, right=right) if depth < _DEPTH:
            yield from _texts(left, depth + 1)
            yield from _texts(right, depth + 1)


def may_ask_over_http(modules: Iterable[ModuleSummary]) -> bool:
    """Tell whether a module sends what a language model is asked, wherever it is."""
    return any(
        any(map(_asks_language, (module.uses, *(item.uses for item in module.definitions))))
        for module in modules
        if _has_client(module)
    )


def asking_over_http(
    code: HostedClients, addresses: Iterable[ModelAddress]
) -> Iterator[tuple[PlaceInCode, str]]:
    """Yield the definitions that send a request to a model, with what they ask.

    They send it to an address of models, or send what a language model is asked.
    """
    near: dict[PlaceInCode, list[ModelAddress]] = {}
    named: dict[str, list[ModelAddress]] = {}
    for one in addresses:
        if one.at.file not in code.modules:
            continue
        if one.name:
            named.setdefault(one.name, []).append(one)
        near.setdefault(_place(code, one.at), []).append(one)
    for path, module in code.modules.items():
        if not _has_client(module):
            continue
        sending = {item.name for item in module.definitions if _sends(item.uses, item)}
        for place, names in _places(path, module):
            item = code.definitions.get(place)
            uses = code.uses[place]
            if not _sends(uses, item):
                # What it asks is sent by a function beside it: `self._post({"model": ..., "messages": ...})`.
                if _asks_language(uses) and not names.isdisjoint(sending):
                    yield place, "by a prompt"
                continue
            known = [one for one in near.get(place, ()) if _is_sent(one, item)]
            known += [
                one for name in names & named.keys() for one in named[name] if _is_seen(code, place, one)
            ]
            for one in known:
                if not one.shared or _NAMED.search(one.name) or _has_key(code, place):
                    yield place, f"at `{one.asked}`"
            if _asks_language(uses):
                yield place, "by a prompt"


def _has_client(module: ModuleSummary) -> bool:
    return any(item.module.partition(".")[0] in _CLIENTS for item in module.imports)


def _asks_language(uses: AbstractSet[str]) -> bool:
    return (_MODEL in uses and not uses.isdisjoint(_ASKED)) or uses >= _CHAT


def _places(path: str, module: ModuleSummary) -> Iterator[tuple[PlaceInCode, AbstractSet[str]]]:
    yield (path, ()), module.names
    for item in module.definitions:
        if item.kind != "class":
            yield (path, item.route), item.names


def _place(code: HostedClients, at: Location) -> PlaceInCode:
    """Return the definition that a text stands in: the outer one, of functions within functions."""
    route = tuple(str(part) for part in at.route)
    for length in (2, 1):
        if (at.file, route[:length]) in code.uses:
            return at.file, route[:length]
    return at.file, ()


def sends_prompt(item: Definition) -> bool:
    """Tell whether a definition sends what a language model is asked, by a client of HTTP."""
    return _asks_language(item.uses) and _sends(item.uses, item)


def _sends(uses: AbstractSet[str], item: Definition | None) -> bool:
    """Tell whether a definition sends requests by a client; what takes them has methods of these names."""
    taken = {name.removesuffix("()") for name in item.decorators} if item else set()
    for use in uses:
        owner, _, last = use.lstrip(MADE).replace(MADE, ".").rpartition(".")
        if last in _SENDING and use not in taken and owner.rpartition(".")[2] not in _TAKING:
            return True
    return False


def _is_sent(one: ModelAddress, item: Definition | None) -> bool:
    """Tell whether a text in a definition is asked by it: one in a decorator is its own route."""
    return item is None or one.at.span is None or one.at.span.line >= item.span.line


def _has_key(code: HostedClients, place: PlaceInCode) -> bool:
    return any(use[0] == "'" and use[1:] in _KEYS for use in code.uses[place])


def _is_seen(code: HostedClients, place: PlaceInCode, one: ModelAddress) -> bool:
    """Tell whether a name that stands for an address is the one that a definition mentions."""
    path, route = place
    if one.at.file == path:
        # What a function or another class binds is not seen here.
        around = tuple(map(str, one.at.route))
        return not around or around[:1] == route[:1]
    module = code.modules[path]
    return one.at.file in code.names.imported_modules(module)
