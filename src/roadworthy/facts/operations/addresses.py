"""The fact `FixedAddress`: addresses of other services in the code, where no variable changes them."""

from __future__ import annotations

import ast

from roadworthy.core.fact import fact
from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.late_re import re
from roadworthy.facts.python import Module, last_name
from roadworthy.tree.roles import is_run

#: Stores and queues by their scheme, and other programs of the machine or network by their host and port.
_ADDRESS = re.compile(
    r"(?:amqps?|bolt|kafka|mariadb|mongodb|mqtts?|mssql|mysql|nats|neo4j|postgres|postgresql|pyamqp|rediss?)"
    r"(?:\+\w{1,20})?://\S{1,200}"
    r"|https?://(?:localhost|127\.0\.0\.1|0\.0\.0\.0|(?:10|192\.168)\.[\d.]{3,11}|[a-z][a-z0-9_-]{0,60}):\d{2,5}\S{0,200}"
    # A cloud's own machines have 169.254.169.254, and servers of names such as 8.8.8.8 are the same for all.
    r"|https?://(?!127\.0\.0\.1|0\.0\.0\.0|169\.254\.|1\.1\.1\.1|8\.8\.)\d{1,3}(?:\.\d{1,3}){3}(?:[:/]\S{0,200})?"
)
#: The same of a program over HTTP in a text that code completes: its host is whole.
_BEGUN = re.compile(r"https?://[^\s/@]{1,80}/\S{0,200}")
#: The host of a store or a queue, by itself, and how it is given.
_HOST = re.compile(r"(?!0\.0\.0\.0)[A-Za-z0-9][\w.-]{0,80}(?::\d{2,5})?")
_HOSTS = frozenset("bootstrap_servers host hostname".split())
#: Names of what may be reached from, of what is only shown, and of defaults.
_ORIGINS = re.compile(r"(?i)cors|origin|allowed|default|host_?list|docs?_?url|example|test")
#: Names of the host of a store, a queue or another program: `REDIS_HOST`; one of its own is bound to.
_STORE_HOST = re.compile(
    r"(?i)(?:\w{1,30}_)?(?:broker|chroma|database|db|elastic(?:search)?|kafka|milvus|minio|mongo(?:db)?|mqtt|mysql"
    r"|neo4j|ollama|pg|postgres(?:ql)?|qdrant|rabbit(?:mq)?|redis|smtp|triton)_(?:host(?:name)?|server|broker)"
)
#: Names of where MLflow keeps what it tracks, which may be any host.
_TRACKING = re.compile(r"(?i)(?:\w{1,30}_)?tracking_ur[il]")
_REMOTE = re.compile(r"https?://[^\s/]{4,200}(?:/\S{0,200})?")
#: What is given the address that it connects to.
_CONNECTING = frozenset(
    "AsyncIOMotorClient Celery MongoClient RedisBroker connect create_async_engine create_engine delete"
    " from_url get patch post put request set_tracking_uri update".split()
)
#: What is given the host of a store or a queue that it connects to.
_CONNECTING_TO_HOST = frozenset(
    "AIOKafkaConsumer AIOKafkaProducer BlockingConnectionPool ConnectionParameters ConnectionPool HttpClient"
    " KafkaConsumer KafkaProducer MongoClient PriorityRedisHuey QdrantClient Redis RedisExpireHuey RedisHuey"
    " RedisSettings SMTP SMTP_SSL StrictRedis connect create_pool".split()
)


#: Arguments by which whatever is called is given the address of another program.
_GIVEN = frozenset(("base_url", "endpoint"))
#: The same, where the host is the first argument.
_HOST_FIRST = frozenset("ConnectionParameters Redis SMTP SMTP_SSL StrictRedis".split())
#: What makes the fields of classes defaults.
_DEFAULTS = re.compile(r"BaseSettings|BaseModel|dataclass|attrs|NamedTuple")


@dataclass(frozen=True, slots=True)
class FixedAddress:
    """An address of another service that code gives a name or connects to: `QUEUE = "redis://queue:6379"`."""

    text: str
    at: Location


#: What a module has in it that names a host without an address.
_WORDS = (*_HOSTS, *_HOST_FIRST, "_HOST", "_SERVER", "_BROKER", "smtp_")


def _may_name(module: Module) -> bool:
    named = "://" in module.text or any(word in module.text for word in _WORDS)
    return named and is_run(module.path, module.role)


@fact(where=_may_name)
def fixed_address(node: ast.Assign | ast.AnnAssign | ast.Call, module: Module) -> FixedAddress | None:
    """Keep the addresses that a name is given as they are, or a call that connects; defaults are none.

    What a table of addresses holds counts, and a field of a class whose fields are no defaults.
    """
    match node:
        case ast.Assign(targets=[target], value=ast.Constant(value=str()) | ast.JoinedStr() as value):
            text, name = _text(value), last_name(target)
            if _ORIGINS.search(name):
                return None
            hosts = _HOST if _STORE_HOST.fullmatch(name) else _REMOTE if _TRACKING.fullmatch(name) else None
            if hosts is not None and hosts.fullmatch(text):
                return FixedAddress(text, module.at(node))
        case ast.Assign(targets=[target], value=ast.Dict(values=values)):
            if _ORIGINS.search(last_name(target)):
                return None
            tables = [value for value in values if isinstance(value, ast.Dict)]
            if host := next(filter(None, map(_host_in, tables)), ""):
                return FixedAddress(host, module.at(node))
            values = [*values, *(part for table in tables for part in table.values)]
            texts = [part.value for value in values for part in _parts(value)]
            text = next((item for item in texts if isinstance(item, str) and _ADDRESS.fullmatch(item)), "")
        case ast.AnnAssign(target=target, value=ast.Constant(value=str(text))):
            if _ORIGINS.search(last_name(target)) or _DEFAULTS.search(module.text):
                return None
        case ast.Call(func=function, args=given, keywords=named):
            name = last_name(function)
            if name in _CONNECTING_TO_HOST and (host := _fixed_host(named)):
                return FixedAddress(host, module.at(node))
            match name, given:
                case "set_tracking_uri", [ast.Constant(value=str(text))] if _REMOTE.fullmatch(text):
                    return FixedAddress(text, module.at(node))
                case _, [ast.Constant(value=str(text)), *_] if name in _HOST_FIRST and _HOST.fullmatch(text):
                    return FixedAddress(text, module.at(node))
            # What `environ.get` is given second is a default.
            given = given[:1] if name == "get" else given
            values = [*given, *(item.value for item in named)] if name in _CONNECTING else []
            values += [item.value for item in named if item.arg in _GIVEN]
            text = next((item for item in map(_text, values) if _ADDRESS.fullmatch(item)), "")
        case _:
            return None
    return FixedAddress(text, module.at(node)) if _ADDRESS.fullmatch(text) else None


def _text(value: ast.expr) -> str:
    """Return a literal text, or the beginning of one that code completes, if that holds a whole host."""
    match value:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=[ast.Constant(value=str(text)), *_]) if _BEGUN.fullmatch(text):
            return text
    return ""


def _fixed_host(named: list[ast.keyword]) -> str:
    """Return the host among the arguments of a call, where it is a literal."""
    for item in named:
        match item.value:
            case ast.Constant(value=str(text)) | ast.List(elts=[ast.Constant(value=str(text))]):
                if item.arg in _HOSTS and _HOST.fullmatch(text):
                    return text
    return ""


def _host_in(table: ast.Dict) -> str:
    """Return the host of a data base of Django, where it is a literal."""
    for key, value in zip(table.keys, table.values, strict=True):
        match key, value:
            case ast.Constant(value="HOST"), ast.Constant(value=str(text)) if _HOST.fullmatch(text):
                return text
    return ""


def _parts(value: ast.expr | None) -> list[ast.Constant]:
    """Return the constants that a value of a table is, or that a tuple there holds."""
    parts = value.elts if isinstance(value, (ast.Tuple, ast.List)) else [value]
    return [part for part in parts if isinstance(part, ast.Constant)]
