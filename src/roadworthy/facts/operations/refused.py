"""Answers that refuse a request by what they say, whatever their status is."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from roadworthy.core.late_re import re
from roadworthy.facts.operations.words import words_of
from roadworthy.facts.python import dotted, last_name

#: Words in the names of what is asked, and of what is answered or comes from elsewhere.
_ASKED = frozenset(
    "args audio body content data extension features file filename files form image input inputs json message"
    " payload prompt query question req request text upload url user".split()
)
_ANSWERED = frozenset(
    "answer boxes detections embedding embeddings error faces label output prediction predictions preds"
    " result results response score scores status".split()
)
#: Words of what is kept, may be chosen, or is a person's, and how an answer says that a value is not valid.
_OTHERS = frozenset(
    "cache cached history job jobs key keys model models session sessions store task tasks token tokens user"
    " username users version versions".split()
)
_INVALID = re.compile(
    r"(?i)\b(?:invalid|unknown|unsupported|unrecogni[sz]ed|not (?:supported|valid|allowed))\b"
)
#: What makes an answer of what it is given, and how its parts say that it refuses.
_MAKING = frozenset(
    "HTMLResponse JSONResponse JsonResponse Response TemplateResponse jsonify make_response render"
    " render_template".split()
)
_ERRORS = frozenset("err error error_message errors".split())
#: How an answer says by a value that it refuses: `{"status": "error"}`, or `{"success": False}`.
_STATUS = frozenset("code result state status".split())
_FAILED = frozenset("bad_request error fail failed failure invalid".split())
_DONE = frozenset("ok success successful".split())
#: What only reads what was asked, or makes something else of it.
_READS = frozenset(
    "DataFrame Series array asarray astype b64decode bool decode dict fillna float frombuffer from_dict get"
    " get_json getlist int items json json_normalize keys len list loads lower read replace reshape split str"
    " strip tolist to_numeric values".split()
)


def refuses_by_words(node: ast.If) -> bool:
    """Tell whether a condition on what was asked ends in an answer that says that it is an error.

    `if not text: return {"error": "no text"}` does, and so does a name that is none of those that are known:
    `if city not in CITIES: return {"message": "Invalid city"}`. A condition on what a model or another
    service answered does not.
    """
    last = node.body[-1]
    if _is_unknown(node.test) and isinstance(last, ast.Return) and _says_invalid(last.value):
        return True
    names = set(_names(node.test))
    words = {word for name in names for word in words_of(name.lower())}
    if words.isdisjoint(_ASKED) or not words.isdisjoint(_ANSWERED):
        return False
    return isinstance(last, ast.Return) and _says_error(last.value)


def refuses_what_fails(node: ast.Try) -> bool:
    """Tell whether a block that only reads what was asked ends in an error where it fails."""
    ends = (handler.body[-1] for handler in node.handlers)
    if not any(isinstance(end, ast.Return) and _says_error(end.value) for end in ends):
        return False
    words = {word for statement in node.body for name in _names(statement) for word in words_of(name.lower())}
    parts = (part for statement in node.body for part in ast.walk(statement))
    calls = (last_name(part.func) for part in parts if isinstance(part, ast.Call))
    return not words.isdisjoint(_ASKED) and all(name in _READS for name in calls)


def _names(test: ast.AST) -> Iterator[str]:
    """Yield the names and texts in a condition."""
    for part in ast.walk(test):
        match part:
            case ast.Name(id=name) | ast.Attribute(attr=name):
                yield name
            case ast.Constant(value=str(text)) if text.isidentifier():
                yield text


def _is_unknown(test: ast.expr) -> bool:
    """Tell whether a condition is that a value is none of those that are known: `city not in CITIES`.

    One of answers, models or people is another thing, and what is not in a store may come later.
    """
    match test:
        case ast.Compare(left=ast.Name(id=name), ops=[ast.NotIn()], comparators=[known]):
            words = {word for one in (name, dotted(known)) for word in words_of(one.lower())}
            return words.isdisjoint(_ANSWERED | _OTHERS)
    return False


def _says_invalid(given: ast.expr | None) -> bool:
    """Tell whether an answer says that what was asked is not valid, by a literal text."""
    parts = ast.walk(given) if given is not None else ()
    return any(isinstance(one, ast.Constant) and _INVALID.search(str(one.value)) is not None for one in parts)


def _says_error(given: ast.expr | None) -> bool:
    match given:
        case ast.Dict(keys=keys, values=values):
            return any(
                isinstance(key, ast.Constant) and _is_failure(str(key.value), value)
                for key, value in zip(keys, values, strict=True)
            )
        case ast.Call(func=function, args=arguments, keywords=named) if last_name(function) in _MAKING:
            return any(_is_failure(item.arg or "", item.value) for item in named) or any(
                map(_says_error, (*arguments, *(item.value for item in named)))
            )
    return False


def _is_failure(name: str, value: ast.expr) -> bool:
    """Tell whether a part of an answer says that it is an error, by its name or by its value."""
    name = name.lower()
    match value:
        case ast.Constant(value=str(text)) if name in _STATUS and text.lower() in _FAILED:
            return True
        case ast.Constant(value=False) if name in _DONE:
            return True
    return name in _ERRORS
