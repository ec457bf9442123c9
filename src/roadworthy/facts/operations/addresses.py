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
    r"(?:amqps?|kafka|mariadb|mongodb|mysql|postgres|postgresql|rediss?)(?:\+\w{1,20})?://\S{1,200}"
    r"|https?://(?:localhost|127\.0\.0\.1|0\.0\.0\.0|(?:10|192\.168)\.[\d.]{3,11}|[a-z][a-z0-9_-]{0,60}):\d{2,5}\S{0,200}"
)
#: Names of what may be reached from, and of what is only shown.
_ORIGINS = re.compile(r"(?i)cors|origin|allowed|host_?list|docs?_?url|example|test")
#: What is given the address that it connects to.
_CONNECTING = frozenset(
    "AsyncIOMotorClient Celery MongoClient RedisBroker connect create_async_engine create_engine delete"
    " from_url get patch post put request set_tracking_uri".split()
)


#: What makes the fields of classes defaults.
_DEFAULTS = re.compile(r"BaseSettings|BaseModel|dataclass|attrs|NamedTuple")


@dataclass(frozen=True, slots=True)
class FixedAddress:
    """An address of another service that code gives a name or connects to: `QUEUE = "redis://queue:6379"`."""

    text: str
    at: Location


def _may_name(module: Module) -> bool:
    return "://" in module.text and is_run(module.path, module.role)


@fact(where=_may_name)
def fixed_address(node: ast.Assign | ast.AnnAssign | ast.Call, module: Module) -> FixedAddress | None:
    """Keep the addresses that a name is given as they are, or a call that connects; defaults are none.

    What a table of addresses holds counts, and a field of a class whose fields are no defaults.
    """
    match node:
        case ast.Assign(targets=[target], value=ast.Constant(value=str(text))):
            if _ORIGINS.search(last_name(target)):
                return None
        case ast.Assign(targets=[target], value=ast.Dict(values=values)):
            if _ORIGINS.search(last_name(target)):
                return None
            texts = [part.value for value in values for part in _parts(value)]
            text = next((item for item in texts if isinstance(item, str) and _ADDRESS.fullmatch(item)), "")
        case ast.AnnAssign(target=target, value=ast.Constant(value=str(text))):
            if _ORIGINS.search(last_name(target)) or _DEFAULTS.search(module.text):
                return None
        case ast.Call(func=function, args=given, keywords=named) if last_name(function) in _CONNECTING:
            values = [*given, *(item.value for item in named)]
            texts = [item.value for item in values if isinstance(item, ast.Constant)]
            text = next((item for item in texts if isinstance(item, str) and "://" in item), "")
        case _:
            return None
    return FixedAddress(text, module.at(node)) if _ADDRESS.fullmatch(text) else None


def _parts(value: ast.expr | None) -> list[ast.Constant]:
    """Return the constants that a value of a table is, or that a tuple there holds."""
    parts = value.elts if isinstance(value, (ast.Tuple, ast.List)) else [value]
    return [part for part in parts if isinstance(part, ast.Constant)]
