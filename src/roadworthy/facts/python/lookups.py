"""Names that are looked up while a program runs: by `getattr`, in code or templates that strings hold."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from roadworthy.core.late_re import re
from roadworthy.facts.python.composed import BETWEEN, COMPOSED, ends_of, is_made
from roadworthy.facts.python.module import dotted

#: Uses that stand for what is not named: any attribute of `self`, and any name that a string may hold.
OF_SELF = "self.*"
#: The same where what is looked up on `self` is read, and not called.
READ_OF_SELF = "self.?"
BY_TEXT = "*"
#: What follows the sign of names by text where they are those of the module itself: any of them by its name,
#: or all of them.
BY_NAME = "name"
ALL = "all"
#: What follows it are the beginning and the end of a name that is looked up.
PATTERN = BETWEEN
#: What stands before the name that code in a string uses.
IN_CODE = '"'
#: What stands before an import: its level, module and name, with colons between.
IMPORTED = ">"
#: What follows an attribute that is bound or deleted, and not read.
BOUND = "="
#: What stands before a string that may be a path or a dotted name, and before the first word of a command.
PLACE = "/"
COMMAND = "$"
#: What stands before the attribute of an object of a known kind: its kind, the same sign, the attribute.
MADE = "="
#: What a use that is no name begins with; `'` stands before a string that may be a name.
#: What stands before a name that only says of which class an object is: in an annotation, or `isinstance`.
NOTED = "^"
SIGNS = frozenset(("'", BY_TEXT, COMPOSED, IN_CODE, PATTERN, IMPORTED, PLACE, COMMAND, MADE, NOTED))
#: A module that is imported by a name which is made at run time.
ANY_MODULE = PLACE + "*"

#: A path, or a dotted name (`pkg.mod:name`); the lengths up to which strings may be one, or a command.
_PLACE = re.compile(r"(?:[\w~{}-]*+[./])++[.\w/:{}-]*+")
_PLACED = 200
#: How patterns end that find documents.
_DOCUMENT_GLOBS = ("*.md", "*.rst")
_WORD = re.compile(r"[A-Za-z][\w.-]*(?=$| )")
_IMPORTS = frozenset(
    "__import__ find_spec import_module import_string importorskip resolve_name run_module".split()
)
#: What programs load plug-ins with: the modules that are named, one or more.
_PLUGINS = frozenset("load_extension load_extensions load_plugin load_plugin_modules load_plugins".split())
#: The length up to which a string may be code or a template.
_CODE = 10_000
#: The list of extensions in settings of Sphinx, and a name in it.
_EXTENSIONS = re.compile(r"^[ \t]*+extensions[ \t]*+\+?=[ \t]*+\[([^\]]*+)\]", re.MULTILINE)
_NAME = re.compile(r"""["']([\w.]++)["']""")
_USED = re.compile(r"\.([^\W\d]\w*+)|(?<!\w)\d*+([^\W\d]\w*+)\(")
_BY_NAME = frozenset(
    "__import__ attrgetter delattr eval exec getattr getattr_static getmembers getmembers_static globals"
    " hasattr import_module import_string locals methodcaller resolve_name setattr vars".split()
)
#: What looks names of its own module up, and methods of what it gives that take or set one of them.
_OWN_NAMES = frozenset("Fire eval exec globals locals vars".split())
MOCKS = frozenset(("setattr", "delattr", "object", "patch"))
#: The names of all that looks something up: no other call has a part in this.
LOOKED_UP = frozenset(("dir",)).union(_PLUGINS, _IMPORTS, _OWN_NAMES, _BY_NAME)
_BY_KEY = frozenset("__contains__ __setitem__ get pop setdefault update".split())


def in_code(text: str) -> Iterator[str]:
    """Yield what a string uses if it is code or a template: attributes, and what is called."""
    for attribute, called in _USED.findall(text[:_CODE]):
        yield IN_CODE + (attribute or called)


def places(text: str) -> Iterator[str]:
    """Yield what a string may name: a path, a dotted name, a command with such words, or extensions."""
    if "extensions" in text:
        yield from (f"{PLACE}{name}:setup" for name in extensions_in(text))
    if len(text) > _PLACED or "\n" in text:
        return
    if text == "-m" or text.endswith(_DOCUMENT_GLOBS) or _PLACE.fullmatch(text):
        yield PLACE + text
    elif word := _WORD.match(text):
        yield COMMAND + word[0]
        if " " in text:
            yield from (PLACE + part for part in text.split() if part == "-m" or _PLACE.fullmatch(part))
            # Nothing may follow, as in "usage: demo -m ".
            yield from (PLACE + part for part in text.partition(" -m ")[2].split()[:1])


def extensions_in(text: str) -> Iterator[str]:
    """Yield the modules that settings of Sphinx list as extensions, in a file or a text for one."""
    for listed in _EXTENSIONS.findall(text):
        yield from _NAME.findall(listed)


def lookups(call: ast.Call) -> Iterator[str]:
    """Yield uses for what a call looks up by a name that is made at run time."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name == "dir" and of_self(call):
        yield OF_SELF
    if name in _PLUGINS:
        for given in call.args[:1]:
            parts = given.elts if isinstance(given, (ast.List, ast.Tuple)) else [given]
            texts = (part.value for part in parts if isinstance(part, ast.Constant))
            yield from (PLACE + text for text in texts if isinstance(text, str))
    if name in _IMPORTS:
        match call.args[:1]:
            case [ast.Constant(value=str(text))]:
                yield PLACE + text
                return
            case [ast.JoinedStr(values=[ast.Constant(value=str(text)), *_])] if "." in text:
                return
        yield ANY_MODULE
    if name in _OWN_NAMES and not (name == "vars" and call.args):
        yield BY_TEXT + (ALL if name == "globals" else BY_NAME)
        return
    if name not in _BY_NAME:
        return
    match call.args:
        case [owner, ast.Constant(value=str(text)), *_] if name.startswith("getattr"):
            known = dotted(owner)
            yield f"{'' if known.endswith('()') else known}.{text}"
            return
        case [_, ast.Constant(), *_] if name.endswith("attr"):
            return
        case [ast.Constant(value=str(text)), *_] if name in ("attrgetter", "methodcaller"):
            yield from (f".{part}" for part in text.split("."))
            return
        case [_, made, *_] if name == "getattr" and is_made(made):
            yield PATTERN + PATTERN.join(ends_of(made))
            return
        case [_, *_] if of_self(call):
            yield OF_SELF
    yield BY_TEXT


def of_self(call: ast.Call) -> str:
    """Return the name of what looks up attributes of `self` by names that are made at run time, or ""."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name not in ("dir", "getattr", "getmembers", "getmembers_static") or not call.args:
        return ""
    named = len(call.args) > 1 and isinstance(call.args[1], ast.Constant) and name == "getattr"
    return name if _is_self(call.args[0]) and not named else ""


def by_key(node: ast.Attribute | ast.Subscript) -> ast.Call | None:
    """Return the call of `globals` that an expression takes or sets one name of."""
    match node:
        case ast.Subscript(value=ast.Call(func=ast.Name(id="globals")) as call):
            return call
        case ast.Attribute(value=ast.Call(func=ast.Name(id="globals")) as call, attr=name) if name in _BY_KEY:
            return call
    return None


def of_itself(node: ast.Subscript) -> bool:
    """Tell whether an expression is `sys.modules[__name__]`."""
    match node:
        case ast.Subscript(value=ast.Attribute(attr="modules"), slice=ast.Name(id="__name__")):
            return True
    return False


def mocks(function: ast.expr) -> bool:
    """Tell whether what is called puts something in the place of what its first argument names."""
    if type(function) is ast.Attribute:
        return function.attr in MOCKS
    return type(function) is ast.Name and function.id == "patch"


def mocked(call: ast.Call) -> Iterator[str]:
    """Yield the module of what a call of a mock names, as an import."""
    match call.args[:1]:
        case [ast.Constant(value=str(text))]:
            module, dot, _ = text.rpartition(".")
            # Other functions are called `patch` too: one that sends a request takes an address.
            if dot and all(part.isidentifier() for part in module.split(".")):
                yield f"{IMPORTED}0:{module}:"


def _is_self(node: ast.expr) -> bool:
    """Tell whether an expression is `self`, `cls`, `type(self)` or `super(..., self)`."""
    inner = node.args[-1] if isinstance(node, ast.Call) and node.args else node
    return isinstance(inner, ast.Name) and inner.id in ("self", "cls")
