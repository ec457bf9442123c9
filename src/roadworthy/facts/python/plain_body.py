"""Bodies of functions that have nothing that a test could find wrong."""

from __future__ import annotations

import ast

from roadworthy.facts.python.module import dotted
from roadworthy.facts.python.plain_answers import is_accessor, is_answer, is_listing, is_loading
from roadworthy.facts.python.plain_forward import (
    is_asked_of_part,
    is_chain,
    is_forwarded,
    is_joined,
    is_printing,
    without_logging,
)
from roadworthy.facts.python.plain_guarded import is_conversion, is_guard, is_of_self, is_setter, is_sum
from roadworthy.facts.python.plain_lending import is_composed, is_lazy, is_lending
from roadworthy.facts.python.plain_writing import is_logging_setup, is_place, is_seeding, is_writing
from roadworthy.facts.python.short import LEARNS

#: What a function does that does more than draw.
_MORE = LEARNS | {"to_csv"}
#: Built-in functions that show a value in another form.
_VIEWS = frozenset("bool dict float frozenset int iter len list repr set str tuple".split())
#: What ends a program.
_EXITS = frozenset(("exit", "os._exit", "quit", "sys.exit"))
#: Methods of `argparse.ArgumentParser`, and of what these return.
_PARSING = frozenset(
    "add_argument add_argument_group add_mutually_exclusive_group add_parser add_subparsers parse_args"
    " parse_known_args set_defaults".split()
)
#: Warnings that announce the removal of what gives them.
_ANNOUNCE = frozenset(("DeprecationWarning", "FutureWarning", "PendingDeprecationWarning"))


def is_plain_body(
    body: list[ast.stmt], *, owned: bool, stored: bool, given: frozenset[str], leaving: bool
) -> bool:
    """Tell whether a body has nothing that a test could find wrong, or is about to be removed.

    `owned` is true for methods, `stored` for properties, `given` are the arguments. A method may return or
    set an attribute, set one to another or to None, or return itself, a constant or a fixed item of an
    attribute, also behind a check that attributes are set, or that what it sets is of a type. It may set one
    to an operation on another one and on what it is given, or give attributes another type. It may hand what
    it is given, also after such an operation, to one method of an attribute or of the object. Any function
    may hand it to one of its arguments: a tokenizer, which others test, or to one function of a module or
    class, and the result of a function to a second one. It may only print. It may return an attribute of one,
    a table of constants or a path below a constant, make the parser of a command line, write what it is given
    to a file, set seeds, set up logging, or end by showing or storing a figure. One without arguments may
    only make objects of classes, hand them to each other, and return the last, return what one public
    function answers for constants, or return a path. Any function may lend what one call makes, or make it
    once. It may answer whether values are the same or of a type, look a constant up, or load one file by one
    library.
    """
    if leaving or any(announces_removal(statement) for statement in body):
        return True
    body = without_logging(body)
    # That an attribute is set is what a type checker wants to hear, and else an error says so.
    while owned and len(body) > 1 and is_guard(body[0]):
        body = body[1:]
    if is_drawn(body) or _is_command_line(body) or _is_exit(body) or (not given and _is_found(body, owned)):
        return True
    if (
        is_logging_setup(body)
        or is_lending(body)
        or is_lazy(body)
        or (body and is_composed(body))
        or is_accessor(body, given)
        or is_loading(body)
    ):
        return True
    if _is_registration(body, given) or is_writing(body) or is_seeding(body) or is_printing(body):
        return True
    if (owned and (is_setter(body, given) or is_conversion(body))) or is_chain(body, given):
        return True
    match body:
        case [
            ast.Assign(targets=[ast.Attribute(value=ast.Name(id="self" | "cls"))], value=ast.Name(id=name))
        ]:
            return name in given
        case [ast.Assign(targets=[ast.Attribute(value=ast.Name(id="self"))], value=ast.expr() as value)]:
            # What others override, or what forgets a value.
            unset = isinstance(value, ast.Constant) and value.value is None
            return owned and (is_of_self(value) or unset or is_sum(value, given))
        case [ast.Expr(value=ast.Call(func=ast.Attribute(attr="run"), args=[ast.Name(id="main")]))]:
            # absl, anyio and trio start a program so.
            return True
        case [ast.Expr(value=ast.expr() as value)]:
            value = _awaited(value)
            return (owned and _is_delegated(value, given)) or is_forwarded(value, given)
        case [ast.Return(value=ast.expr() as value)]:
            value = _awaited(value)
            return (
                _is_plain_anywhere(value, given)
                or is_forwarded(value, given)
                or is_answer(value, given)
                or (owned and is_listing(value))
                or (owned and is_joined(value, given))
                or (owned and (_is_plain_in_method(value, given) or _is_given(value, given)))
                or (stored and _is_plain_in_property(value))
            )
    return bool(body) and isinstance(body[-1], ast.Raise) and all(map(_is_said, body[:-1]))


def _is_plain_anywhere(value: ast.expr, given: frozenset[str]) -> bool:
    """Tell whether any function may return a value without a test."""
    match value:
        case ast.Dict(keys=[_, *_]):
            return _is_constant(value)
        case ast.Call() if is_asked_of_part(value, given):
            return True
        case ast.Constant(value=bool()):
            return True
        case ast.Call(func=ast.Name(id=name)) if name in given:
            return _hands_on(value)
        case ast.Attribute():
            root, *parts = dotted(value).split(".")
            return root in ("self", *given) and all(part.isidentifier() for part in parts)
        case ast.BinOp(op=ast.Div()):
            return _is_path(value)
    return False


def _is_plain_in_method(value: ast.expr, given: frozenset[str]) -> bool:
    """Tell whether a method may return a value without a test."""
    if _is_constant(value) or _is_delegated(value, given):
        return True
    match value:
        case ast.Name(id="self"):
            return True
        case ast.Compare(left=left, comparators=[right]):
            return all(map(_is_operand, (left, right))) and is_of_self(left)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return is_of_self(operand)
        case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]) if name in _VIEWS:
            itself = name == "iter" and isinstance(argument, ast.Name) and argument.id == "self"
            return itself or is_of_self(argument)
        case ast.Call(func=ast.Name(id="cls")):
            return _hands_on(value)
        case ast.Call(func=ast.Name(id=name)) if name[0].isupper():
            return all(map(_is_constant, (*value.args, *(keyword.value for keyword in value.keywords))))
    while isinstance(value, ast.Subscript) and isinstance(value.slice, ast.Constant):
        value = value.value
        if is_of_self(value):
            return True
    return False


def _is_plain_in_property(value: ast.expr) -> bool:
    """Tell whether a property may return a value without a test."""
    match value:
        case ast.BinOp(left=left, right=right) | ast.Compare(left=left, comparators=[right]):
            return all(map(_is_operand, (left, right)))
        case ast.BoolOp(values=values):
            return all(map(_is_operand, values))
        case ast.Call(func=ast.Attribute() as function) if dotted(function).startswith("self."):
            return _hands_on(value)
        case ast.Call(func=function, args=[*arguments]) if dotted(function).replace(".", "").isidentifier():
            return _hands_on(value) and any(map(is_of_self, arguments))
        case ast.Tuple(elts=members):
            return all(isinstance(one, ast.Attribute) and _is_stored(one) for one in members)
        case ast.Attribute():
            return _is_stored(value)
        case ast.Subscript(value=ast.Attribute() as member, slice=ast.Constant()):
            return _is_stored(member)
    return False


def _is_given(value: ast.expr, given: frozenset[str]) -> bool:
    """Tell whether a value is an argument, unchanged: what a method does that others override."""
    return isinstance(value, ast.Name) and value.id in given


def _awaited(value: ast.expr) -> ast.expr:
    """Return what is awaited, or the value itself."""
    return value.value if isinstance(value, ast.Await) else value


def _is_delegated(value: ast.expr, given: frozenset[str]) -> bool:
    """Tell whether a value is one call of a method of the object, or of its attribute, with what is given.

    So is one of the method that another class gives it: `super().transform(rows)`.
    """
    if not isinstance(value, ast.Call):
        return False
    inherited = isinstance(value.func, ast.Attribute) and dotted(value.func.value) == "super()"
    if not inherited and not is_of_self(value.func):
        return False
    values = (*value.args, *(keyword.value for keyword in value.keywords))
    return all(_is_handed_on(one) or is_sum(one, given) for one in values)


def _hands_on(call: ast.Call) -> bool:
    """Tell whether all arguments of a call are passed as they are."""
    return all(map(_is_handed_on, (*call.args, *(keyword.value for keyword in call.keywords))))


def _is_exit(body: list[ast.stmt]) -> bool:
    """Tell whether a function only prints, and ends the program."""
    calls = [one.value for one in body if isinstance(one, ast.Expr) and isinstance(one.value, ast.Call)]
    names = [dotted(call.func) for call in calls]
    return len(calls) == len(body) > 0 and names[-1] in _EXITS and set(names[:-1]) <= {"print"}


def _is_command_line(body: list[ast.stmt]) -> bool:
    """Tell whether a function only makes the parser of a command line, and returns it or what it parsed."""
    if not body or not isinstance(body[-1], ast.Return):
        return False
    if not all(isinstance(one, (ast.Assign, ast.AnnAssign, ast.Expr, ast.Return)) for one in body):
        return False
    calls = [call for one in body if isinstance(call := getattr(one, "value", None), ast.Call)]
    names = [dotted(call.func).rpartition(".")[2] for call in calls]
    return any(name.endswith("ArgumentParser") for name in names) and all(
        name.endswith("ArgumentParser") or name in _PARSING for name in names
    )


def _is_found(body: list[ast.stmt], owned: bool) -> bool:
    """Tell whether what is given nothing decides nothing: it asks one module or class, or makes a path."""
    match body:
        case [ast.Return(value=ast.Call(func=function) as call)] if not owned:
            *owner, last = dotted(function).split(".")
            asked = bool(owner) and last.isidentifier() and last[0] != "_" and _hands_on(call)
            return asked or _is_made_of_names(call)
        case [*before, ast.Return(value=ast.expr() as value)] if before and is_place(value):
            return all(
                isinstance(one, ast.Assign)
                and isinstance(one.targets[0], ast.Name)
                and (is_place(one.value) or (isinstance(one.value, ast.Call) and _hands_on(one.value)))
                for one in before
            )
    return _is_wiring(body)


def _is_wiring(body: list[ast.stmt]) -> bool:
    """Tell whether a function only makes objects of classes, at least two, hands them on and returns one."""
    if len(body) < 2 or not isinstance(body[-1], ast.Return) or body[-1].value is None:
        return False
    if not all(isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name) for one in body[:-1]):
        return False
    values = [one.value for one in body if isinstance(one, (ast.Assign, ast.Return))]
    made = [value for value in values if isinstance(value, ast.Call)]
    kept = isinstance(values[-1], ast.Name) and made == values[:-1]
    return len(made) > 1 and (kept or made == values) and all(map(_is_made_of_names, made))


def _is_registration(body: list[ast.stmt], given: frozenset[str]) -> bool:
    """Tell whether a function only adds names to what it is given, or objects that it makes.

    So do the `setup` of Sphinx's extensions and the `register` of pylint's plugins.
    """
    rest = body[:-1] if body and isinstance(body[-1], ast.Return) else body
    match body[-1] if body else None:
        case ast.Return(value=ast.Dict(values=values)) if not all(map(_is_handed_on, values)):
            return False
        case ast.Return(value=ast.expr() as value) if not isinstance(value, (ast.Dict, ast.Constant)):
            return False
    return bool(rest) and all(_is_addition(statement, given) for statement in rest)


def _is_addition(statement: ast.stmt, given: frozenset[str]) -> bool:
    match statement:
        case ast.Expr(
            value=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attribute)) as call
        ) if name in given:
            added = attribute.startswith(("add_", "connect", "register_"))
            return added and all(
                _is_handed_on(value) or (isinstance(value, ast.Call) and _is_made_of_names(value))
                for value in (*call.args, *(keyword.value for keyword in call.keywords))
            )
    return False


def _is_made_of_names(call: ast.Call) -> bool:
    """Tell whether a call makes an object of a class out of names and constants."""
    name = dotted(call.func).rpartition(".")[2]
    return name[:1].isupper() and not name.isupper() and _hands_on(call)


def _is_path(value: ast.expr) -> bool:
    """Tell whether a value is a path below a name: `HERE / "data" / "rows.csv"`."""
    while isinstance(value, ast.BinOp) and isinstance(value.op, ast.Div):
        if not isinstance(value.right, ast.Constant) or not isinstance(value.right.value, str):
            return False
        value = value.left
    return isinstance(value, (ast.Name, ast.Attribute, ast.Call))


def _is_constant(value: ast.expr) -> bool:
    """Tell whether a value is a constant, or a collection of constants."""
    if isinstance(value, (ast.List, ast.Set, ast.Tuple)):
        return all(map(_is_constant, value.elts))
    if isinstance(value, ast.Dict):
        return all(key is not None and _is_constant(key) for key in value.keys) and all(
            map(_is_constant, value.values)
        )
    return isinstance(value, ast.Constant)


def _is_operand(value: ast.expr) -> bool:
    """Tell whether a value is a constant, or one that is stored."""
    return isinstance(value, ast.Constant) or (isinstance(value, ast.Attribute) and _is_stored(value))


def is_drawn(body: list[ast.stmt]) -> bool:
    """Tell whether a function ends by showing or storing a figure of pyplot, and returns nothing but this."""
    drawn = None
    match body[-1] if body else None:
        case ast.Return(value=ast.Name(id=name)):
            drawn = name
            if not any(_is_figure(statement, name) for statement in body):
                return False
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="show"))) if any(
            _is_figure(statement, name) for statement in body
        ):
            pass
        case last if not _ends_figure(last):
            return False
    parts = [part for statement in body for part in ast.walk(statement)]
    return not any(
        (isinstance(part, ast.Return) and part.value is not None and dotted(part.value) != drawn)
        or isinstance(part, (ast.Yield, ast.YieldFrom))
        or (isinstance(part, ast.Attribute) and part.attr in _MORE)
        for part in parts
    )


def _ends_figure(statement: ast.stmt | None) -> bool:
    """Tell whether a statement shows, stores or closes a figure, perhaps where an argument asks for it."""
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id="plt"), attr=ending))):
            return ending in ("close", "savefig", "show")
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr="savefig"))):
            return True
        case ast.If(body=[*_, last], orelse=[]):
            return _ends_figure(last)
    return False


def _is_figure(statement: ast.stmt, name: str) -> bool:
    """Tell whether a statement makes a figure of pyplot or Plotly under a name, alone or beside its axes."""
    match statement:
        case ast.Assign(targets=[ast.Name() | ast.Tuple() as target], value=ast.Call(func=function)):
            names = [dotted(one) for one in getattr(target, "elts", [target])]
            root, _, made = dotted(function).rpartition(".")
            return name in names and (
                root == "px" or made in ("Figure", "figure", "make_subplots", "subplots")
            )
    return False


def _is_handed_on(value: ast.expr) -> bool:
    """Tell whether a value is passed as it is: a constant, a name, or a part of what has one."""
    while isinstance(value, (ast.Attribute, ast.Subscript, ast.Starred)):
        value = value.value
    return isinstance(value, (ast.Constant, ast.Name))


def _is_stored(member: ast.Attribute) -> bool:
    """Tell whether an attribute is of the object, of what it inherits from, or of what a name stands for."""
    name = dotted(member)
    inherited = dotted(member.value) == "super()"
    return inherited or name.startswith(("self.", "cls.")) or name.replace(".", "").isidentifier()


def _is_said(statement: ast.stmt) -> bool:
    """Tell whether a statement only makes the text of what is raised after it."""
    match statement:
        case ast.Assign(targets=[ast.Name()], value=ast.Constant() | ast.JoinedStr()):
            return True
        case ast.Expr(value=ast.Constant()):
            return True
    return False


def _announces(category: str) -> bool:
    """Tell whether a class of warnings announces a removal, by its name: a project may have its own."""
    return category in _ANNOUNCE or category.startswith(("Deprecat", "Legacy", "RemovedIn"))


#: What warns, or prints for who runs the program.
_SAYS = ("echo", "error", "info", "print", "secho", "warn")


def announces_removal(statement: ast.stmt) -> bool:
    """Tell whether a statement says that what is around it will go, without a condition.

    It is `warnings.warn(..., DeprecationWarning)`, or prints or logs a text with the word.
    """
    match statement:
        case ast.Expr(value=ast.Call(func=function, args=arguments, keywords=keywords)):
            last = dotted(function).rpartition(".")[2]
            if not last.startswith(_SAYS):
                return False
            given = (*arguments, *(keyword.value for keyword in keywords))
            if last.startswith("warn") and any(
                _announces(dotted(item).removesuffix("()").rpartition(".")[2]) for item in given
            ):
                return True
            # A text may be coloured first.
            coloured = (part for item in given if isinstance(item, ast.Call) for part in item.args)
            return any(
                isinstance(part, ast.Constant)
                and isinstance(part.value, str)
                and "deprecated" in part.value.lower()
                for part in (*given, *coloured)
            )
    return False
