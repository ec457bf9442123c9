"""Bodies of functions that answer one question, look one value up, list what is stored, or load one file."""

from __future__ import annotations

import ast

from roadworthy.facts.python.module import dotted, last_name
from roadworthy.facts.python.plain_forward import is_forwarded, is_named
from roadworthy.facts.python.plain_guarded import is_of_self

#: Comparisons without a limit that may be one too high.
_SAME = (ast.Eq, ast.NotEq, ast.Is, ast.IsNot, ast.In, ast.NotIn)
#: What shows an attribute in another form, or how long it is.
_VIEWS = frozenset("bool dict len list str tuple".split())
#: What makes an empty collection, and how the names of functions begin that log.
_EMPTY = frozenset("dict frozenset iter list set tuple".split())
_LOGS = ("debug", "info", "log", "warn")
#: What gives a key the form that a table has it in, and what reads all of a file.
_SPELLING = frozenset("casefold lower strip upper".split())
_READS = frozenset("read read_bytes read_text readlines".split())


def is_answer(value: ast.expr, given: frozenset[str]) -> bool:
    """Tell whether a value is a question about what is given or stored, or a constant from a table.

    Questions are whether values are the same, or one is among others, and of which type a value is.
    """
    return _is_question(value, given) or _is_lookup(value)


def is_listing(value: ast.expr) -> bool:
    """Tell whether a method lists attributes under constant names, or returns an empty collection.

    So do a `to_dict` and the default of what others override.
    """
    match value:
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in _EMPTY:
            return all(_is_empty(one) for one in arguments)
        case ast.Call(func=function, args=[ast.Name(id="self")], keywords=[]):
            return dotted(function).rpartition(".")[2] in ("asdict", "vars")
        case ast.Dict(keys=[_, *_]):
            return _is_listed(value)
    return False


def is_accessor(body: list[ast.stmt], given: frozenset[str]) -> bool:
    """Tell whether a body returns a value if it is of a type, and a constant otherwise.

    It may ask one question of the value, and log what else it is.
    """
    body = [statement for statement in body if not _logs(statement)]
    match body:
        case [
            ast.If(
                test=ast.Call(func=ast.Name(id="isinstance"), args=[kept, _]),
                body=[ast.Return(value=ast.expr() as value)],
                orelse=[],
            ),
            ast.Return(value=None | ast.Constant()),
        ]:
            same = is_named(value) and dotted(value) == dotted(kept)
            return is_named(kept) and (same or _is_question(value, given))
    return False


def is_loading(body: list[ast.stmt]) -> bool:
    """Tell whether a body opens one file and returns what one function of a library reads from it.

    It may import the library first, and end the program or raise where that is missing.
    """
    while body and _imports(body[0]):
        body = body[1:]
    match body:
        case [
            ast.With(
                items=[ast.withitem(context_expr=ast.Call() as call, optional_vars=ast.Name(id=name))],
                body=inner,
            ),
            *after,
        ] if dotted(call.func).rpartition(".")[2] == "open" and _is_handed(call):
            return _returns_read([*inner, *after], name)
        case [ast.Return(value=ast.Call(func=function, args=[ast.Call() as read], keywords=[]))]:
            owner = read.func.value if isinstance(read.func, ast.Attribute) else None
            loads = "." in dotted(function) and dotted(function).rpartition(".")[2] in ("loads", "safe_load")
            return loads and owner is not None and _reads(read) and (is_named(owner) or _is_place(owner))
    return False


def _returns_read(body: list[ast.stmt], name: str) -> bool:
    """Tell whether statements return what is read from the file of a name, by one call."""
    match body:
        case [ast.Return(value=ast.Call() as call)]:
            read = call
        case [
            ast.Assign(targets=[ast.Name(id=kept)], value=ast.Call() as call),
            ast.Return(value=ast.Name(id=last)),
        ] if kept == last:
            read = call
        case _:
            return False
    return is_forwarded(read, frozenset((name,))) or (
        dotted(read.func).startswith(f"{name}.") and _reads(read)
    )


def _reads(call: ast.Call) -> bool:
    return last_name(call.func) in _READS and _is_handed(call)


def _is_place(value: ast.expr) -> bool:
    """Tell whether a value is `Path(name)`."""
    return isinstance(value, ast.Call) and dotted(value.func).endswith("Path") and _is_handed(value)


def _imports(statement: ast.stmt) -> bool:
    """Tell whether a statement imports, or raises or ends the program where that fails."""
    match statement:
        case ast.Import() | ast.ImportFrom():
            return True
        case ast.Try(body=body, handlers=[handler], orelse=[], finalbody=[]):
            caught = dotted(handler.type).endswith("Error") if handler.type else False
            return caught and all(map(_imports, body)) and _gives_up(handler.body)
    return False


def _gives_up(body: list[ast.stmt]) -> bool:
    """Tell whether statements print at most, and raise or end the program."""
    match body[-1]:
        case ast.Raise():
            ended = True
        case ast.Expr(value=ast.Call(func=function)):
            ended = dotted(function) in ("exit", "quit", "sys.exit")
        case _:
            ended = False
    return ended and all(isinstance(one, ast.Expr) and isinstance(one.value, ast.Call) for one in body[:-1])


def _is_question(value: ast.expr, given: frozenset[str]) -> bool:
    match value:
        case ast.Compare(left=left, ops=[one], comparators=[right]) if isinstance(one, _SAME):
            sides = (left, right)
            known = (*given, "self", "cls")
            return all(_is_asked(side) for side in sides) and any(
                dotted(side).partition(".")[0] in known for side in sides
            )
        case ast.Call(func=ast.Name(id="isinstance"), args=[kept, kind], keywords=[]):
            return is_named(kept) and _is_asked(kind)
    return False


def _is_asked(value: ast.expr) -> bool:
    """Tell whether a value is passed as it is, is made of constants, or is what the object answers."""
    if isinstance(value, (ast.Tuple, ast.List, ast.Set)):
        return all(map(is_named, value.elts))
    if isinstance(value, ast.Call):
        return is_of_self(value.func) and _is_handed(value)
    return is_named(value)


def _is_lookup(value: ast.expr) -> bool:
    """Tell whether a value is what a table of constants has for a key, or a constant."""
    match value:
        case ast.Call(func=ast.Attribute(value=table, attr="get"), args=[key, *default], keywords=[]) if (
            len(default) < 2
        ):
            return _is_table(table) and _is_key(key) and all(map(is_named, default))
        case ast.Subscript(value=table, slice=key):
            return _is_table(table) and _is_key(key) and not isinstance(key, ast.Constant)
    return False


def _is_table(value: ast.expr) -> bool:
    match value:
        case ast.Dict(keys=keys, values=values):
            return all(isinstance(one, (ast.Constant, ast.Attribute)) for one in (*keys, *values))
        case ast.Name(id=name):
            return name.isupper()
    return False


def _is_key(value: ast.expr) -> bool:
    """Tell whether a key is passed as it is, or spelled as in the table: `str(name).lower()`."""
    match value:
        case ast.Call(func=ast.Attribute(value=inner, attr=name), args=[], keywords=[]) if name in _SPELLING:
            return _is_key(inner)
        case ast.Call(func=ast.Name(id="str"), args=[inner], keywords=[]):
            return is_named(inner)
    return is_named(value)


def _is_listed(value: ast.expr) -> bool:
    """Tell whether a value is a constant, an attribute of the object or a view of it, or a table."""
    if isinstance(value, ast.Dict):
        return all(isinstance(key, ast.Constant) for key in value.keys) and all(map(_is_listed, value.values))
    match value:
        case ast.Compare(left=left, ops=[ast.Is() | ast.IsNot()], comparators=[ast.Constant()]):
            return is_of_self(left)
        case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]) if name in _VIEWS:
            return is_of_self(argument)
    return isinstance(value, ast.Constant) or is_of_self(value)


def _is_empty(value: ast.expr) -> bool:
    return isinstance(value, (ast.List, ast.Tuple)) and not value.elts


def _is_handed(call: ast.Call) -> bool:
    return all(map(is_named, (*call.args, *(keyword.value for keyword in call.keywords))))


def _logs(statement: ast.stmt) -> bool:
    """Tell whether a statement logs a text, by whatever function is called so."""
    match statement:
        case ast.Expr(value=ast.Call(func=function, args=[ast.Constant() | ast.JoinedStr(), *_])):
            return dotted(function).rpartition(".")[2].startswith(_LOGS)
    return False
