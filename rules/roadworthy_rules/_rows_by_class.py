"""Rows that are read class by class, and divided by their order."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

from roadworthy import dotted

#: What may change the order of the rows.
_MIXES = ("shuffle(", "permutation", "train_test_split", "sample(", "random.")


def may_be_in_order(text: str) -> bool:
    """Tell whether a text divides rows by `validation_split`, and nothing in it may mix them."""
    return "validation_split" in text and ".append(" in text and not any(word in text for word in _MIXES)


def validated_in_order(nodes: Sequence[ast.AST]) -> Iterator[tuple[str, ast.Call]]:
    """Yield a message and each `fit` whose `validation_split` takes the last of labels in class order."""
    ordered = set(_ordered(nodes))
    # Arrays that are made of a list keep its order.
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as call):
                if any(isinstance(part, ast.Name) and part.id in ordered for part in ast.walk(call)):
                    ordered.add(name)
    for node in nodes:
        match node:
            case ast.Call(func=ast.Attribute(attr="fit"), args=[_, ast.Name(id=labels), *_], keywords=given):
                if labels in ordered and any(item.arg == "validation_split" for item in given):
                    order = f"`{labels}`, which are in the order of the classes"
                    yield f"`validation_split` takes the last of {order}", node


def _ordered(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Yield the lists to which an inner loop adds what the outer one counts, or goes over."""
    for outer in nodes:
        if isinstance(outer, ast.For):
            values = {part.id for part in ast.walk(outer.target) if isinstance(part, ast.Name)}
            inner = [part for statement in outer.body for part in ast.walk(statement)]
            for loop in (part for part in inner if isinstance(part, ast.For)):
                yield from _appended(loop, values)


def _appended(loop: ast.For, values: set[str]) -> Iterator[str]:
    """Yield the lists to which a loop adds one of some values."""
    for part in ast.walk(loop):
        match part:
            case ast.Call(func=ast.Attribute(value=rows, attr="append"), args=[ast.Name(id=label)]):
                if label in values and (name := dotted(rows)):
                    yield name
