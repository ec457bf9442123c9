"""The facts `BadRequestAnswer`, `EnvironmentRead` and `BoundSetting`: refused requests, and settings."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping

from roadworthy.core.fact import fact
from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.late_re import re
from roadworthy.facts.operations.addresses import FixedAddress
from roadworthy.facts.operations.earlyreturns import asks_model, catches_widely, caught_by
from roadworthy.facts.operations.refused import refuses_by_words, refuses_what_fails
from roadworthy.facts.operations.refusedonpages import refuses_on_page
from roadworthy.facts.python import Module, ModuleSummary, dotted, last_name
from roadworthy.tree.roles import is_run

#: The statuses of an answer to a request that is not valid, and how libraries name them.
_STATUSES = frozenset((400, 413, 415, 416, 422))
_NAMED = re.compile(
    r"HTTP_4(?:00|13|15|16|22)\w*|BAD_REQUEST|UNPROCESSABLE\w*|INVALID_ARGUMENT|(?:HttpResponse)?BadRequest|InvalidArgument"
)
#: The errors of what is no number, or no picture or text, and statements in which a number is made.
_NO_NUMBER = frozenset(("TypeError", "ValueError"))
_UNREADABLE = frozenset(
    "DecodeError JSONDecodeError UnicodeDecodeError UnidentifiedImageError binascii.Error".split()
)
_SIMPLE = (ast.AnnAssign, ast.Assign, ast.Expr, ast.Return)
#: What reads a value of a request, or makes a number of it.
_READING = frozenset("array float get get_json getlist int json len list str strip".split())
#: Words of what answers, in the names of a condition that says nothing of a request.
_OF_MODELS = frozenset("classifier classifiers model models pipeline pipelines predictor".split())
#: The error that a page of Gradio shows.
_SHOWN = frozenset(("gr.Error", "gradio.Error"))
#: What is called to end a request, or to say how it ends.
_ENDING = frozenset("abort fail send_error send_response set_code set_status".split())
#: What reads the names of a module as texts, a comment, and a name that is no text.
_BY_NAME = re.compile(r"\b(?:__all__|globals|locals|vars)\b")
_COMMENT = re.compile(r"#[^\n]*")
_NAME = re.compile(r"(?<![\"'\w])[A-Za-z_]\w*+(?![\"'])")
#: What a variable of the environment may be called, and how long a name is that may be a token.
_VARIABLE = re.compile(r"[A-Za-z_][\w.()-]{0,200}")
_TOKEN = 24


@dataclass(frozen=True, slots=True)
class BadRequestAnswer:
    """A condition under which a request is answered as a bad one: `if not rows: return {}, 400`.

    An answer that says that it is an error counts whatever its status is: `if not rows: return {"error": 1}`.
    It is also what makes numbers of texts, where the error of those that are none is answered so. `of_model`
    is true where the condition is of the model alone, as in `if model is None`, `unsure` where what fails in
    a block is answered so: it may be what the request gave, or not. `on_page` tells that a page shows it, and
    `unstated` that the function only goes no further: its answer has no status, and names no error.
    """

    at: Location
    of_model: bool = False
    unsure: bool = False
    on_page: bool = False
    unstated: bool = False


@dataclass(frozen=True, slots=True)
class EnvironmentRead:
    """A place that reads the environment's variables; what only sets one is none.

    `name` is the variable's, where it is a literal.
    """

    at: Location
    name: str = ""

    @property
    def misnamed(self) -> bool:
        """Whether no variable has the name: it is an address or a token, which the code was to be given."""
        mixed = any(map(str.islower, self.name)) and any(map(str.isupper, self.name))
        token = mixed and len(self.name) >= _TOKEN and any(map(str.isdigit, self.name))
        return bool(self.name) and (token or _VARIABLE.fullmatch(self.name) is None)


@dataclass(frozen=True, slots=True)
class BoundSetting:
    """A name at the top of a module that is given a variable of the environment: `PORT = getenv("PORT")`.

    It is `used` where the module has it once more, or may be read by names.
    """

    name: str
    at: Location
    used: bool


@dataclass(frozen=True, slots=True)
class SettingsRead:
    """The modules that read the environment: to any use, by names that no variable has, or to no use.

    `unused` holds a name that each of the last gives what it read, `idle` one that no code uses beside others
    that are used, and `fixed` an address of another service that stands in each module, where no variable
    changes it. `within` holds the definitions that read, of each module whose top level reads nothing.
    """

    used: frozenset[str] = frozenset()
    misnamed: frozenset[str] = frozenset()
    unused: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    idle: Mapping[str, str] = field(default_factory=dict)
    within: Mapping[str, frozenset[str]] = field(default_factory=dict)


def _runs(module: Module) -> bool:
    return is_run(module.path, module.role)


@fact(where=_runs)
def bad_request_answer(node: ast.If | ast.Try, module: Module) -> BadRequestAnswer | None:
    """Keep the conditions below which a statement answers with the status of a bad request."""
    if isinstance(node, ast.Try):
        widely = all(map(_only_reads, node.body))
        caught = any(_refuses_numbers(handler, widely) for handler in node.handlers)
        if (caught and any(map(_makes_number, node.body))) or any(map(_refuses_unreadable, node.handlers)):
            return BadRequestAnswer(module.at(node))
        answered = any(map(_answers_badly, node.handlers)) or _refuses_late(node) or refuses_what_fails(node)
        return BadRequestAnswer(module.at(node), unsure=True) if answered else None
    if refuses_on_page(node, module.text):
        return BadRequestAnswer(module.at(node), on_page=True)
    if any(_refuses(statement) for statement in (*node.body, *node.orelse)) or refuses_by_words(node):
        return BadRequestAnswer(module.at(node), _is_of_model(node.test))
    return None


def _is_of_model(test: ast.expr) -> bool:
    """Tell whether all names in a condition are of models: which one is asked for, or whether it is there."""
    names = {part.attr for part in ast.walk(test) if isinstance(part, ast.Attribute)}
    names |= {part.id for part in ast.walk(test) if isinstance(part, ast.Name)}
    words = [set(name.lower().split("_")) for name in names - {"self", "app", "state"}]
    return bool(words) and all(one & _OF_MODELS for one in words)


def _only_reads(statement: ast.stmt) -> bool:
    """Tell whether a statement only reads values and makes numbers of them: nothing else in it may fail."""
    return isinstance(statement, (ast.Assign, ast.AnnAssign)) and all(
        last_name(part.func) in _READING for part in ast.walk(statement) if isinstance(part, ast.Call)
    )


def _refuses_numbers(handler: ast.ExceptHandler, widely: bool) -> bool:
    """Tell whether a handler answers as a bad request what is no number; `widely` lets it catch anything."""
    if widely and (handler.type is None or last_name(handler.type) in ("BaseException", "Exception")):
        return any(map(_refuses, handler.body))
    named = any(isinstance(one, ast.Name) and one.id in _NO_NUMBER for one in caught_by(handler))
    return named and any(map(_refuses, handler.body))


def _refuses_unreadable(handler: ast.ExceptHandler) -> bool:
    """Tell whether a handler answers what is no text, picture or JSON as a bad request, by the error."""
    kinds = (one for one in caught_by(handler) if one is not None)
    named = any({dotted(one), last_name(one)} & _UNREADABLE for one in kinds)
    return named and any(map(_refuses, handler.body))


def _answers_badly(handler: ast.ExceptHandler) -> bool:
    """Tell whether a handler of some errors returns the status of a bad request; what it raises is a call."""
    return not catches_widely(handler) and any(
        _refuses(statement) for statement in handler.body if not isinstance(statement, ast.Raise)
    )


def _refuses_late(node: ast.Try) -> bool:
    """Tell whether any error of a block that asks a model is answered as a bad request.

    What a handler raises is a call, and kept by its name.
    """
    refusing = (one for handler in filter(catches_widely, node.handlers) for one in handler.body)
    # Few handlers refuse: the whole block is walked only for these.
    refused = any(_refuses(one) for one in refusing if not isinstance(one, ast.Raise))
    return refused and asks_model(node)


def _makes_number(statement: ast.stmt) -> bool:
    """Tell whether a statement makes a number of something by `float` or `int`."""
    return any(
        isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id in ("float", "int")
        for part in (ast.walk(statement) if isinstance(statement, _SIMPLE) else ())
    )


def _may_read(module: Module) -> bool:
    return ("environ" in module.text or "getenv" in module.text) and _runs(module)


@fact(where=_may_read)
def environment_read(node: ast.Subscript | ast.Call | ast.Compare, module: Module) -> EnvironmentRead | None:
    """Keep what reads `os.environ`, or hands it on."""
    name = _variable(node)
    if name is None or (isinstance(node, ast.Compare) and _is_set(node, module.text)):
        return None
    return EnvironmentRead(module.at(node), name)


@fact(where=_may_read)
def bound_setting(node: ast.Assign | ast.AnnAssign, module: Module) -> BoundSetting | None:
    """Keep the names at the top of a module that are given a variable, as it is or as a number."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            pass
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
            pass
        case _:
            return None
    if isinstance(value, ast.Call) and len(value.args) == 1 and _variable(value) is None:
        value = value.args[0]
    at = module.at(node)
    if _variable(value) is None or at.route:
        return None
    # What a server or a framework is given as a file of settings, it reads by names in small letters.
    written = _NAME.findall(_COMMENT.sub("", module.text))
    known = not name.isupper() or written.count(name) > 1 or _BY_NAME.search(module.text) is not None
    return BoundSetting(name, at, known)


def settings_read(
    reads: Iterable[EnvironmentRead],
    bound: Iterable[BoundSetting],
    modules: Iterable[ModuleSummary],
    addresses: Iterable[FixedAddress],
) -> SettingsRead:
    """Sort modules by what they read of the environment, and whether code uses it."""
    found: dict[str, list[EnvironmentRead]] = {}
    for item in reads:
        found.setdefault(item.at.file, []).append(item)
    given: dict[str, list[str]] = {}
    for one in bound:
        if not one.used:
            given.setdefault(one.at.file, []).append(one.name)
    misnamed = {path for path, items in found.items() if all(item.misnamed for item in items)}
    modules = tuple(modules) if given else ()
    idle = {
        path: [name for name in names if not _is_used(name, path, modules)] for path, names in given.items()
    }
    idle = {path: names for path, names in idle.items() if names}
    unused = {path: names[0] for path, names in idle.items() if len(names) == len(found.get(path, ()))}
    fixed = {one.at.file: one.text for one in addresses}
    within = {path: {".".join(map(str, item.at.route)) for item in items} for path, items in found.items()}
    return SettingsRead(
        frozenset(found) - misnamed - unused.keys(),
        frozenset(misnamed),
        unused,
        fixed,
        {path: names[0] for path, names in idle.items() if path not in unused},
        {path: frozenset(names) for path, names in within.items() if "" not in names},
    )


def _is_used(name: str, path: str, modules: Iterable[ModuleSummary]) -> bool:
    """Tell whether a module beside its own mentions a name, or may take it with all others."""
    for module in modules:
        if any(item.name in (name, "*") for item in module.imports):
            return True
        if module.path != path and module.mentions((name,)):
            return True
    return False


def _variable(node: ast.expr) -> str | None:
    """Return the name of the variable that is read, "" if it is no literal; None if none is read."""
    match node:
        case ast.Subscript(value=value, ctx=ast.Load(), slice=key) if _is_environ(value):
            return _literal([key])
        case ast.Call(func=ast.Attribute(value=value, attr=name), args=given) if _is_environ(value):
            return None if name in ("setdefault", "update", "clear") else _literal(given)
        case ast.Call(func=function, args=given) if last_name(function) == "getenv":
            return _literal(given)
        case ast.Call(args=given, keywords=named):
            handed = any(map(_is_environ, (*given, *(item.value for item in named))))
            return "" if handed else None
        case ast.Compare(comparators=given):
            return "" if any(map(_is_environ, given)) else None
    return None


def _is_set(test: ast.Compare, text: str) -> bool:
    """Tell whether a module gives a variable a value where the environment has none: it asks for no value."""
    match test:
        case ast.Compare(left=ast.Constant(value=str(name)), ops=[ast.NotIn()]):
            return any(line.startswith("=") for line in _after(text, name))
    return False


def _after(text: str, name: str) -> Iterator[str]:
    """Yield what stands after each `environ["NAME"]` of a text."""
    for quote in "\"'":
        for rest in text.split(f"environ[{quote}{name}{quote}]")[1:]:
            yield rest.lstrip()


def _literal(given: list[ast.expr]) -> str:
    match given:
        case [ast.Constant(value=str(name)), *_]:
            return name
    return ""


def _refuses(statement: ast.stmt) -> bool:
    """Tell whether a statement ends a request, or writes its answer, with the status of a bad one."""
    match statement:
        case ast.Return(value=given) | ast.Raise(exc=given) if given is not None:
            return dotted(given).removesuffix("()") in _SHOWN or any(map(_is_status, _statuses(given)))
        case ast.Expr(value=ast.Call(func=function) as given) if last_name(function) in _ENDING:
            return any(map(_is_status, _statuses(given)))
    return False


def _statuses(given: ast.expr) -> Iterator[ast.expr]:
    """Yield what may be the status in `answer, 400`, `Answer(..., status=400)` or `{"statusCode": 400}`."""
    match given:
        case ast.Tuple(elts=[_, *rest]):
            yield from rest
        case ast.Call(func=function, args=arguments, keywords=named):
            yield function
            yield from arguments
            yield from (item.value for item in named if item.arg and item.arg.startswith(("status", "code")))
            yield from (part for item in arguments for part in _statuses(item))
        case ast.Dict(keys=keys, values=values):
            for key, value in zip(keys, values, strict=True):
                if isinstance(key, ast.Constant) and str(key.value).lower().startswith(("status", "code")):
                    yield value


def _is_status(node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=int(value)):
            return value in _STATUSES
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return _NAMED.fullmatch(name) is not None
    return False


def _is_environ(node: ast.expr) -> bool:
    return dotted(node).rpartition(".")[2] == "environ"
