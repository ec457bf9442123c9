"""Definitions and imports as a module's summary holds them."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from roadworthy.core.finding import Span
from roadworthy.core.flat_set import FlatSet
from roadworthy.facts.python.copies import digests_of
from roadworthy.facts.python.instances import Inside, inside, members_of
from roadworthy.facts.python.localised import localised
from roadworthy.facts.python.lookups import OF_SELF, READ_OF_SELF
from roadworthy.facts.python.module import Module, dotted, lines_within
from roadworthy.facts.python.plain_body import is_plain_body
from roadworthy.facts.python.selecting import only_selects
from roadworthy.facts.python.short import is_short
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
    names: FlatSet[str],
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
    own = localised(uses, found.names)
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
        FlatSet(_READING.symmetric_difference(own) if found.reads else own),
        excluded,
        kind != "class"
        and is_plain_body(
            rest,
            owned=bool(owner),
            stored=bool(_PROPERTIES.intersection(map(dotted, node.decorator_list))),
            given=frozenset(argument.arg for argument in arguments),
            leaving=text is not None
            and _DEPRECATED in text
            and _is_documented_as_deprecated(ast.get_docstring(node) or ""),
        ),
        FlatSet((*marks_of(node, module), *_shapes(kind, rest, arguments))),
        tuple(map(module.lines.line, range(first, min(last, first + _HEADER) + 1))),
        shape,
        parameters,
        FlatSet((name, one) for name, kinds in found.members.items() for one in kinds or ("",)),
        found.gives or (),
        isinstance(node, ast.AsyncFunctionDef) or lines_within(node, later) > 1,
    )


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
_DEPRECATED = ".. deprecated::"


def _is_documented_as_deprecated(docstring: str) -> bool:
    """Tell whether a docstring, without its indentation, has Sphinx's directive for all that it describes.

    One that is indented is about a parameter.
    """
    return docstring.startswith(_DEPRECATED) or f"\n{_DEPRECATED}" in docstring


def _shapes(kind: str, body: list[ast.stmt], arguments: list[ast.arg]) -> Iterator[str]:
    """Yield the marks of a function that computes nothing: it leaves something out, or is short."""
    if kind == "class":
        return
    if only_selects(body, frozenset(argument.arg for argument in arguments)):
        yield "selects"
    if is_short(body):
        yield "short"


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
