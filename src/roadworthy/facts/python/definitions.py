"""Definitions and imports as a module's summary holds them."""

from __future__ import annotations

import ast
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from roadworthy.core.finding import Span
from roadworthy.facts.python.copies import digests_of
from roadworthy.facts.python.instances import Inside, inside, members_of
from roadworthy.facts.python.localised import localised
from roadworthy.facts.python.lookups import OF_SELF, READ_OF_SELF
from roadworthy.facts.python.module import Module, dotted
from roadworthy.facts.python.statements import heads, may_exclude
from roadworthy.facts.python.summary import Definition, Import
from roadworthy.facts.python.testmarks import marks_of


def imports_of(node: ast.Import | ast.ImportFrom, module: Module, guarded: bool) -> Iterator[Import]:
    """Yield what an import statement binds."""
    span = module.span(node)
    for alias in node.names:
        if isinstance(node, ast.Import):
            yield Import(alias.name, None, alias.asname, 0, span, guarded)
        else:
            yield Import(node.module or "", alias.name, alias.asname, node.level, span, guarded)


def definition_of(
    module: Module,
    node: Any,
    kind: Any,
    owner: str,
    names: frozenset[str],
    uses: Collection[str],
    excluded: bool,
    documented_elsewhere: bool,
    within: Mapping[str, Sequence[int]],
    later: Sequence[int],
) -> Definition:
    """Return the summary of a definition, whose scope mentions `names` and `uses`.

    `within` gives the lines of the module where expressions bind names, `later` those of
    functions and of what runs when the function around it has returned.
    """
    span: Span = module.span(node)
    body = node.body
    text = ast.get_docstring(node, clean=False)
    documented = text is not None
    rest = body[1:] if documented else body
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    last = max(node.lineno, body[0].lineno - 1)
    arguments: list[ast.arg] = []
    annotated = parameters = True
    if kind != "class":
        given = node.args
        arguments = [*given.posonlyargs, *given.args, *given.kwonlyargs]
        arguments += [extra for extra in (given.vararg, given.kwarg) if extra]
        if owner and arguments:
            arguments = arguments[1:]
        parameters = all(item.annotation for item in arguments)
        annotated = node.returns is not None and parameters
    found = (
        Inside(members=members_of(node))
        if kind == "class"
        else inside(node, within, OF_SELF in uses, module.role == "test")
    )
    shaped = kind == "function"
    digest, shape = digests_of(module.lines, body, shaped=shaped) if kind != "class" else ("", "")
    return Definition(
        node.name,
        kind,
        owner,
        span,
        tuple(dotted(decorator) for decorator in node.decorator_list),
        tuple(dotted(base) for base in getattr(node, "bases", ())),
        names,
        kind != "class" and all(_is_trivial(statement) for statement in rest),
        documented or documented_elsewhere,
        text is not None and ">>>" in text,
        len(arguments),
        annotated,
        digest,
        frozenset(localised(uses, found.names)).symmetric_difference(_READING if found.reads else ()),
        excluded,
        kind != "class"
        and _is_plain(
            rest,
            stored=bool(_PROPERTIES.intersection(map(dotted, node.decorator_list))),
            given=frozenset(argument.arg for argument in arguments),
            leaving=text is not None
            and _DEPRECATED in text
            and _is_documented_as_deprecated(ast.get_docstring(node) or ""),
        ),
        marks_of(node, module),
        tuple(map(module.lines.line, range(first, min(last, first + _HEADER) + 1))),
        shape,
        parameters,
        frozenset((name, one) for name, kinds in found.members.items() for one in kinds or ("",)),
        found.gives or (),
        isinstance(node, ast.AsyncFunctionDef) or _within(node, later) > 1,
    )


def _within(node: ast.stmt, lines: Sequence[int]) -> int:
    """Count the lines, which are in order, that a statement spans."""
    return bisect_right(lines, node.end_lineno or node.lineno) - bisect_left(lines, node.lineno)


def excluded_in(module: Module) -> frozenset[int]:
    """Return the identities of the definitions that a comment takes out of coverage."""
    if not may_exclude(module.text):
        return frozenset()
    found = heads(module.tree, module.lines, within_functions=False)
    return frozenset(id(head.node) for head in found if head.excluded)


def documented_in(module: Module) -> frozenset[str]:
    """Return the names that a module gives a docstring by `name.__doc__ = ...` at its top."""
    if ".__doc__" not in module.text:
        return frozenset()
    found: set[str] = set()
    for statement in module.tree.body:
        match statement:
            case ast.Assign(targets=[ast.Attribute(value=ast.Name(id=name), attr="__doc__")]):
                found.add(name)
            case ast.AugAssign(target=ast.Attribute(value=ast.Name(id=name), attr="__doc__")):
                found.add(name)
    return frozenset(found)


#: What stands for names that are looked up on `self`, and what for those that are only read.
_READING = frozenset((OF_SELF, READ_OF_SELF))
#: How many lines of a header are kept.
_HEADER = 20
_PROPERTIES = frozenset("cached_property functools.cached_property property".split())
#: What a function does that does more than draw.
_LEARNS = frozenset("backward fit fit_transform partial_fit predict predict_proba to_csv".split())
_DEPRECATED = ".. deprecated::"
#: Warnings that announce the removal of what gives them.
_ANNOUNCE = frozenset(("DeprecationWarning", "FutureWarning", "PendingDeprecationWarning"))


def _is_plain(body: list[ast.stmt], stored: bool, given: frozenset[str], leaving: bool) -> bool:
    """Tell whether a body has nothing that a test could find wrong, or is about to be removed.

    A property may return what is `stored` or a fixed item of it, one operator on two of these, what is the
    same for all objects, or one call of a stored one. A method may return or set an attribute. Any function
    may hand what it is `given` to one of these arguments: a tokenizer, which others test. It may return a
    table of constants or a path below a constant, or end by showing or storing a figure.
    """
    if leaving or any(announces_removal(statement) for statement in body) or _is_drawn(body):
        return True
    match body:
        case [ast.Return(value=ast.Dict(keys=[_, *_]) as table)] if _is_constant(table):
            return True
        case [ast.Return(value=ast.BinOp(left=left, right=right))] if stored:
            return all(map(_is_operand, (left, right)))
        case [ast.Return(value=ast.Compare(left=left, comparators=[right]))] if stored:
            return all(map(_is_operand, (left, right)))
        case [ast.Return(value=ast.expr() as value)] if stored and _is_constant(value):
            return True
        case [ast.Return(value=ast.Call(func=ast.Name(id=name), args=args, keywords=keywords))] if (
            name in given
        ):
            return all(map(_is_handed_on, (*args, *(keyword.value for keyword in keywords))))
        case [ast.Return(value=ast.Attribute() as member)] if dotted(member).startswith("self."):
            return True
        case [ast.Assign(targets=[ast.Attribute(value=ast.Name(id="self"))], value=ast.Name(id=name))] if (
            name in given
        ):
            return True
        case [ast.Return(value=ast.BinOp(op=ast.Div()) as path)]:
            return _is_path(path)
        case [ast.Return(value=ast.Call(func=ast.Attribute() as func, args=args, keywords=keywords))] if (
            stored and dotted(func).startswith("self.")
        ):
            return all(map(_is_handed_on, (*args, *(keyword.value for keyword in keywords))))
        case [ast.Return(value=ast.Tuple(elts=members))] if stored:
            return all(isinstance(one, ast.Attribute) and _is_stored(one) for one in members)
        case [ast.Return(value=ast.Attribute() as member)] if stored:
            return _is_stored(member)
        case [ast.Return(value=ast.Subscript(value=ast.Attribute() as member, slice=ast.Constant()))] if (
            stored
        ):
            return _is_stored(member)
    return bool(body) and isinstance(body[-1], ast.Raise) and all(map(_is_said, body[:-1]))


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


def _is_drawn(body: list[ast.stmt]) -> bool:
    """Tell whether a function ends by showing or storing a figure of pyplot, and returns nothing."""
    match body[-1] if body else None:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id="plt"), attr=ending))):
            if ending not in ("close", "savefig", "show"):
                return False
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr="savefig"))):
            pass
        case _:
            return False
    parts = [part for statement in body for part in ast.walk(statement)]
    return not any(
        (isinstance(part, ast.Return) and part.value is not None)
        or isinstance(part, (ast.Yield, ast.YieldFrom))
        or (isinstance(part, ast.Attribute) and part.attr in _LEARNS)
        for part in parts
    )


def _is_documented_as_deprecated(docstring: str) -> bool:
    """Tell whether a docstring, without its indentation, has Sphinx's directive for all that it describes.

    One that is indented is about a parameter.
    """
    return docstring.startswith(_DEPRECATED) or f"\n{_DEPRECATED}" in docstring


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


def announces_removal(statement: ast.stmt) -> bool:
    """Tell whether a statement is `warnings.warn(..., DeprecationWarning)`, without a condition."""
    match statement:
        case ast.Expr(value=ast.Call(func=function, args=arguments, keywords=keywords)):
            return dotted(function).rpartition(".")[2].startswith("warn") and any(
                _announces(dotted(item).removesuffix("()").rpartition(".")[2])
                for item in (*arguments, *(keyword.value for keyword in keywords))
            )
    return False


def _is_trivial(statement: ast.stmt) -> bool:
    """Tell whether a statement is a stub: `pass`, `...`, `return None`, or `raise NotImplementedError`."""
    match statement:
        case ast.Pass() | ast.Expr(value=ast.Constant()) | ast.Return(value=None | ast.Constant(value=None)):
            return True
        case ast.Raise(exc=ast.Name(id="NotImplementedError")):
            return True
        case ast.Raise(exc=ast.Call(func=ast.Name(id="NotImplementedError"))):
            return True
    return False
