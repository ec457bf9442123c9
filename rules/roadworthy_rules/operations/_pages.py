"""What pages let people enter, and which messages bots refuse."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from roadworthy import Location, is_bot, path_words
from roadworthy_rules.operations._log_lines import asked, body_of, heads_above, served
from roadworthy_rules.operations._model_stores import text_of
from roadworthy_rules.operations._shared import node_of, pages

if TYPE_CHECKING:
    from collections.abc import Iterable

    from roadworthy import ModuleSummary, Operations, Tree

#: The field for a number of Streamlit, and its bounds: it takes no number outside of them.
_FIELD = "number_input"
_BOUNDS = ("min_value=", "max_value=")
#: Fields that take only what they offer, by what they are called in Streamlit.
_CHOICES = frozenset(
    "checkbox date_input multiselect pills radio segmented_control select_slider selectbox slider time_input"
    " toggle".split()
)
#: Fields that take anything.
_FREE = frozenset("chat_input data_editor text_area text_input".split())
#: What takes a file, a picture that is drawn or taken, or a sound.
_FILES = frozenset("audio_input camera_input file_uploader st_canvas".split())
#: How a choice begins that says which part of the pages is shown.
_SHOWS = re.compile(
    r"(?i)\s{0,40}f?[\"'][^\"'\n]{0,20}\b(?:activit(?:y|ies)|go to|menu|mode|navigat\w{1,5}|pages?"
    r"|sections?)\b"
)
#: What a page shows where it does not go on.
_REFUSING = frozenset(("error", "stop", "warning"))
_SHOWS_ERROR = re.compile(r"\.(?:error|stop|warning)\(")
#: A name that is given what people enter, one that is given another name, names in a line, and words in the
#: names of what only opens a service.
_ENTERED = re.compile(
    r"(?m)^[ \t]{0,40}(\w{1,60})[ ]?=[ ]?[\w.]{1,60}\.(?:chat_input|number_input|text_area|text_input)\("
)
_GIVEN = re.compile(
    r"(?m)^[ \t]{0,40}(\w{1,60})[ ]?=[ ]?(?:bool\(|len\(|str\()?(\w{1,60})"
    r"(?:\.\w{1,20}\([^()\n]{0,40}\)){0,3}\)?[ \t]{0,20}$"
)
_NAMES = re.compile(r"[A-Za-z_]\w{0,60}")
_NO_INPUT = frozenset("api email key login password secret token username".split())
#: A condition that something is missing, what of a message may be, and what else may.
_MISSING = re.compile(r"\bnot ([A-Za-z_][\w.]{0,80})(?![\w.(])|\b([A-Za-z_][\w.]{0,80}) is None\b")
#: What answers messages of sockets by others.
_SOCKETS = frozenset(("flask_socketio", "socketio"))
_OF_MESSAGES = frozenset(
    "args attachment audio caption document file image message photo prompt query question replied reply text"
    " url video voice".split()
)
_NOT_GIVEN = frozenset(
    "admin allowed answer answers chunks docs error generated output response result results user".split()
)
#: A name that is given a part of a message.
_TAKEN = re.compile(
    r"(?m)^[ \t]{1,40}(\w{1,60})[ \t]?=[ \t]?"
    r"(?:(?:\w{1,40}\.){0,3}message\.(?:caption|text)\b|(?:cv2?|cv2\.cv2)\.imdecode\()"
)
#: How a function goes no further, and how many lines below its condition that is looked for.
_ENDS = frozenset(("return", "return None"))
_BELOW = 15
#: A name that is given what a table of the code holds for another one, and how a function leaves.
_LOOKED_UP = re.compile(r"(\w{1,60}) ?= ?[A-Z][A-Z\d_]{1,60}\.get\((\w{1,60})\)")
_LEAVES = ("return", "raise ")
#: Characters of a call that are looked at, and its bounds where they are not named: `("Age", 0, 120)`.
_LENGTH = 500
_BY_PLACE = re.compile(r"[^,]{0,200},\s{0,40}-?[\d._]{1,20},\s{0,40}-?[\d._]{1,20}\s{0,40}[,)]")


def bounded_field(modules: Iterable[ModuleSummary], tree: Tree) -> Location | None:
    """Return the page that has fields for numbers with bounds on both sides; None where there is none."""
    for module in pages(modules):
        if any(_numbers(module, tree)):
            return Location(module.path)
    return None


def only_bounded(modules: Iterable[ModuleSummary], tree: Tree) -> Location | None:
    """Return the page whose fields take only what they offer; None where one takes more, or there is none.

    Other libraries of pages name their fields otherwise, so nothing is told of them.
    """
    found = None
    for module in pages(modules):
        if not module.mentioned.isdisjoint(_FREE | _FILES) or not all(_numbers(module, tree)):
            return None
        if "streamlit" in module.libraries and (
            not module.mentioned.isdisjoint(_CHOICES) or _FIELD in module.mentioned
        ):
            found = found or Location(module.path)
    return found


def navigating(modules: Iterable[ModuleSummary], tree: Tree) -> frozenset[str]:
    """Return the choices of pages that only say which page is shown, by their first words."""
    found: set[str] = set()
    others: set[str] = set()
    for module in pages(modules):
        text = text_of(tree, module.path)
        for name in _CHOICES & module.mentioned:
            calls = text.split(f"{name}(")[1:]
            (found if calls and all(map(_SHOWS.match, calls)) else others).add(name)
    return frozenset(found - others)


def takes_files(modules: Iterable[ModuleSummary]) -> bool:
    """Tell whether a page takes a file, a picture or a sound, which no bounds are set for."""
    return any(not module.mentioned.isdisjoint(_FILES) for module in pages(modules))


def free_field(modules: Iterable[ModuleSummary], tree: Tree) -> bool:
    """Tell whether a page takes a text or a number without bounds, and refuses nothing that is entered."""
    return any(
        (not module.mentioned.isdisjoint(_FREE) or not all(_numbers(module, tree)))
        and not (module.mentioned & _REFUSING and _refuses(text_of(tree, module.path)))
        for module in pages(modules)
    )


def chosen_field(modules: Iterable[ModuleSummary], tree: Tree) -> Location | None:
    """Return the page of Streamlit that has choices which say more than which page is shown."""
    modules = tuple(modules)
    choices = _CHOICES - navigating(modules, tree)
    found = (one for one in pages(modules) if "streamlit" in one.libraries and one.mentioned & choices)
    return next((Location(one.path) for one in found), None)


def _refuses(text: str) -> bool:
    """Tell whether a page shows an error, or stops, because of what is entered, as far as it names that.

    Where something failed, in an `except`, it is not; neither is what lacks a key, or what was not found.
    """
    lines = text.splitlines()
    entered = {name for name in _ENTERED.findall(text) if path_words(name).isdisjoint(_NO_INPUT)}
    for name, given in _GIVEN.findall(text) if entered else ():
        if given in entered:
            entered.add(name)
    for at in (number for number, line in enumerate(lines) if _SHOWS_ERROR.search(line)):
        heads = tuple(heads_above(lines, at))
        if any(head.startswith("except") for head in heads):
            continue
        near = next((head for head in heads if head.startswith(("if ", "elif ", "else"))), "")
        if not entered or near.startswith("else") or not entered.isdisjoint(_NAMES.findall(near)):
            return True
    return False


def _numbers(module: ModuleSummary, tree: Tree) -> list[bool]:
    """Return for each field for a number of a page whether it has bounds on both sides."""
    if _FIELD not in module.mentioned:
        return []
    calls = text_of(tree, module.path).split(f"{_FIELD}(")[1:]
    return [_is_bounded(_arguments(call)) for call in calls]


def _is_bounded(given: str) -> bool:
    return _BY_PLACE.match(given) is not None or all(bound in given.replace(" ", "") for bound in _BOUNDS)


def _arguments(call: str) -> str:
    """Return the beginning of a call up to the parenthesis that ends it."""
    depth = 1
    for at, letter in enumerate(call[:_LENGTH]):
        depth += (letter == "(") - (letter == ")")
        if not depth:
            return call[: at + 1]
    return call[:_LENGTH]


def refused_messages(
    operations: Operations, modules: Iterable[ModuleSummary], tree: Tree
) -> tuple[Location, bool] | None:
    """Return the handler of a bot or a socket that goes no further where a message lacks what it needs.

    It comes with whether each handler that asks the model does, as far as any is seen to ask it.
    """
    refusing: dict[tuple[str, str], Location] = {}
    for module, item in served(operations, tuple(modules)):
        messages = is_bot(module) or not module.libraries.isdisjoint(_SOCKETS)
        if messages and item.kind != "class" and _ends_without(body_of(tree, module.path, item)):
            refusing[node_of(module, item)] = Location(module.path, item.route, item.span)
    asking = operations.flow.asking
    if not refusing:
        return None
    at = next((refusing[node] for node in sorted(asking) if node in refusing), min(refusing.items())[1])
    return at, asking <= refusing.keys()


def refused_lookup(operations: Operations, modules: tuple[ModuleSummary, ...], tree: Tree) -> str:
    """Return what requests lead to that goes no further where a table of the code lacks what it is given."""
    for module, item in asked(operations, modules):
        if item.kind == "class" or "get" not in item.names:
            continue
        given = set(_NAMES.findall(" ".join(item.header)))
        lines = [line.strip() for line in body_of(tree, module.path, item).splitlines() if line.strip()]
        for line, test, end in zip(lines, lines[1:], lines[2:], strict=False):
            found = _LOOKED_UP.fullmatch(line)
            if found is None or found[2] not in given:
                continue
            if test in (f"if not {found[1]}:", f"if {found[1]} is None:") and end.startswith(_LEAVES):
                return item.name
    return ""


def _ends_without(text: str) -> bool:
    """Tell whether a body returns nothing where what it needs of a message is missing."""
    taken = set(_TAKEN.findall(text))
    lines = text.splitlines()
    for number, line in enumerate(lines):
        head, colon, rest = line.partition(":")
        missing = map("".join, _MISSING.findall(head)) if colon and head.lstrip().startswith("if ") else ()
        if not any(name in taken or _is_given(name) for name in missing):
            continue
        if rest.strip() in _ENDS:
            return True
        indent = len(line) - len(line.lstrip())
        for below in lines[number + 1 : number + _BELOW]:
            if below.strip() and len(below) - len(below.lstrip()) <= indent:
                break
            if below.strip() in _ENDS:
                return True
    return False


def _is_given(name: str) -> bool:
    """Tell whether what is missing is a part of a message, by the last part of its name."""
    words = path_words(name.rpartition(".")[2])
    return not words.isdisjoint(_OF_MESSAGES) and words.isdisjoint(_NOT_GIVEN)
