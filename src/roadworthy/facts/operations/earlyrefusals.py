"""The fact `EarlyRefusal`: where a function goes no further because of what it was asked."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from roadworthy.core.any_word import AnyWord
from roadworthy.core.fact import fact
from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass
from roadworthy.facts.operations.askedvalues import AskedValues
from roadworthy.facts.operations.words import words_of
from roadworthy.facts.python import Module, last_name, lines_within, nodes_of
from roadworthy.tree.roles import is_run

#: What is in modules that answer requests: in others, nothing of it is looked for.
_MENTIONED = AnyWord(
    "aiohttp bottle django fastapi flask flask_restful gradio litestar quart rest_framework sanic starlette"
)
#: Words in the names of what is kept, may be chosen, or is a person's: a condition on these refuses no input.
_OTHERS = frozenset(
    "action admin answer auth cache cached command csrf email history job jobs login method mode model models"
    " output page password prediction predictions preds response result results session sessions stream task"
    " tasks token tokens user username users version".split()
)
#: Words of what is asked, whatever else is in the name: `user_input`.
_ASKED = frozenset(
    "audio body content data features file filename files form image img input inputs message payload prompt"
    " query question text upload url".split()
)
#: Words in the names of what lists what is wrong with a request, and of what says so on a page.
_WRONG = frozenset("error errors invalid issues missing problems unknown".split())
_SAYS = frozenset("err error error_message error_msg errors msg message warning".split())
#: What makes an answer, a text or a line of what it is given, names of what is fixed, and words in the names
#: of what refuses.
_ANSWERING = frozenset(
    "HTMLResponse HttpResponse JSONResponse JsonResponse PlainTextResponse RedirectResponse Response"
    " TemplateResponse close debug exception flash format html info json jsonify log make_response print"
    " redirect remove render render_template text unlink update url_for warning".split()
)
_PLAIN = frozenset("app config len request req self set settings sorted str type".split())
_REFUSES = frozenset("abort bad error exception fail http invalid refuse reject warn warning".split())
#: Statuses of what is not valid, and of an answer that is none; others speak of access, or of the service.
_STATUSES = frozenset((200, 302, 303, 400, 404, 413, 415, 416, 422))
#: How an answer is named that stands for that of the model, and how one says that all is well.
_ANSWERS = frozenset(
    "answer class label output prediction predictions reply response result results score".split()
)
_WELL = frozenset((True, "ok", "success"))
_STATES = frozenset("ok status success successful".split())
#: What shows an error on the next page.
_SHOWING = frozenset(("flash", "error", "warning"))


@dataclass(frozen=True, slots=True)
class EarlyRefusal:
    """A condition on what was asked below which a function answers by itself: `if not text: return page()`.

    `of_parameter` is true where only a parameter holds what was asked: of a handler, it is the request.
    """

    at: Location
    of_parameter: bool


def _may_refuse(module: Module) -> bool:
    return is_run(module.path, module.role) and _MENTIONED.is_in(module.text)


@fact
def early_refusals(module: Module) -> tuple[EarlyRefusal, ...]:
    """Keep the conditions in functions below which what was asked is handed to nothing that may answer it."""
    if not _may_refuse(module):
        return ()
    # The functions without a condition, which are most, are not walked.
    lines = sorted(node.lineno for node in nodes_of(module, ast.If))
    functions = nodes_of(module, ast.FunctionDef, ast.AsyncFunctionDef)
    deciding = (node for node in functions if lines_within(node, lines))
    return tuple(one for node in deciding for one in _in_function(node, module))


def _in_function(node: ast.FunctionDef | ast.AsyncFunctionDef, module: Module) -> Iterator[EarlyRefusal]:
    parts = [part for statement in node.body for part in ast.walk(statement)]
    asked = AskedValues(node, parts)
    for one in (part for part in parts if isinstance(part, ast.If)):
        if _is_of_input(one.test, asked) and _refuses(one, asked):
            yield EarlyRefusal(module.at(one), not asked.is_read(one.test))


def _is_of_input(test: ast.expr, asked: AskedValues) -> bool:
    """Tell whether a condition is on what was asked of the model, by the names and keys in it."""
    names = asked.names(test)
    if not names:
        return False
    texts = (one.value for one in ast.walk(test) if isinstance(one, ast.Constant))
    keys = {text for text in texts if isinstance(text, str) and text.isidentifier()}
    of_others = any(one & _OTHERS and not one & _ASKED for one in map(words_of, names | keys))
    return not of_others and asked.only_reads(test)


def _refuses(node: ast.If, asked: AskedValues) -> bool:
    """Tell whether one branch ends, or says what is wrong, where the other one goes on."""
    if _denies(node.test, asked):
        return _ends(node.body, asked) or (_says(node.body, asked) and _goes_on(node.orelse, asked))
    # `if text: ... else: return page("Enter a text")`
    other = node.orelse
    if not other or isinstance(other[0], ast.If):
        return False
    return _goes_on(node.body, asked) and (_ends(other, asked) or _says(other, asked))


def _denies(test: ast.expr, asked: AskedValues) -> bool:
    """Tell whether a condition holds where something is missing, or is not what it must be."""
    match test:
        case ast.BoolOp(values=values):
            return any(_denies(one, asked) for one in values if asked.holds(one))
        case ast.UnaryOp(op=ast.Not()):
            return True
        case ast.Compare(ops=[ast.NotEq()], left=left, comparators=[right]):
            # What was asked is compared with what is fixed, and not with what was looked up by it.
            names = [one.id for side in (left, right) for one in ast.walk(side) if isinstance(one, ast.Name)]
            return all(name.isupper() or name in _PLAIN or name in asked for name in names)
        case ast.Compare(ops=[ast.NotIn() | ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE(), *_]):
            return True
        case ast.Compare(ops=[ast.Is() | ast.Eq()], comparators=[ast.Constant(value=value)]):
            return not value
        case ast.Compare(ops=[ast.Eq()], comparators=[ast.List(elts=[]) | ast.Dict(keys=[])]):
            return True
        case ast.Call(func=ast.Name(id="any")):
            return True
        case ast.Name(id=name):
            return not words_of(name).isdisjoint(_WRONG)
    return False


def _ends(body: list[ast.stmt], asked: AskedValues) -> bool:
    """Tell whether statements end a function, and hand what was asked to nothing that may answer it."""
    last = body[-1]
    if not isinstance(last, (ast.Return, ast.Raise)) or not _is_harmless(body, asked):
        return False
    return not any(map(_is_other, ast.walk(last)))


def _is_other(part: ast.AST) -> bool:
    """Tell whether a part of an answer says that something else is the matter, or that all is well."""
    match part:
        case ast.Constant(value=int(value)) if value > 99 and not isinstance(value, bool):
            return value not in _STATUSES
        case ast.Attribute(attr=name) if name.startswith("HTTP_"):
            return not any(str(status) in name for status in _STATUSES)
        case ast.Dict(keys=keys, values=values):
            return any(
                isinstance(key, ast.Constant) and _stands_in(str(key.value), value)
                for key, value in zip(keys, values, strict=True)
            )
        case ast.keyword(arg=str(name), value=value):
            return _stands_in(name, value)
    return False


def _stands_in(name: str, value: ast.expr) -> bool:
    """Tell whether a part of an answer is one that stands for the model's, or says that all is well."""
    match value:
        case ast.Constant(value=literal) if name.lower() in _STATES:
            return literal in _WELL
        case ast.Constant(value=literal):
            return bool(literal) and name.lower() in _ANSWERS
    return False


def _is_harmless(body: list[ast.stmt], asked: AskedValues) -> bool:
    if any(asked.mentions_made(one) for one in body):
        return False
    return all(_answers(call, asked) for one in body for call in asked.handing(one))


def _answers(call: ast.Call, asked: AskedValues) -> bool:
    """Tell whether a call makes an answer, reads a value, or refuses, by its name."""
    name = last_name(call.func)
    return name in _ANSWERING or asked.reads(call) or not words_of(name).isdisjoint(_REFUSES)


def _says(body: list[ast.stmt], asked: AskedValues) -> bool:
    """Tell whether statements only say what is wrong: `error = "Enter a text"`, or `flash("No text")`."""
    return _is_harmless(body, asked) and any(map(_is_message, body))


def _is_message(statement: ast.stmt) -> bool:
    """Tell whether a statement sets an error message, or shows one on the next page."""
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str()) | ast.JoinedStr()):
            return name.lower() in _SAYS
        case ast.Assign(targets=[ast.Subscript(slice=ast.Constant(value=str(name)))]):
            return name.lower() in _SAYS
        case ast.Expr(value=ast.Call(func=function)):
            return last_name(function) in _SHOWING
    return False


def _goes_on(body: list[ast.stmt], asked: AskedValues) -> bool:
    """Tell whether statements hand what was asked to something that may answer it."""
    return any(not _answers(call, asked) for one in body for call in asked.handing(one))
