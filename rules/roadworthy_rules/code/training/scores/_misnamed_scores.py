"""Scores that are called those of the test and are computed on the validation rows."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from roadworthy import Module, is_run, nodes_of
from roadworthy_rules.code.training._loops import all_inside, inside, scopes, stored_names

_TEST = re.compile(r"(?i)(?:^|(?<=_))test(?=_)|(?<=_)test$")
_HELD = ("val", "valid", "validation")


@dataclass(frozen=True, slots=True)
class MisnamedScore:
    """The statement that computes a score, its name, the rows that it gets, and the unread test set."""

    node: ast.Assign
    score: str
    rows: str
    unread: str


def scores_of_validation_rows(module: Module) -> Iterator[MisnamedScore]:
    """Yield the scores of a module that are named for the test, where the test set beside is never read."""
    text = module.text
    if "test_" not in text or "val" not in text or not is_run(module.path, module.role):
        return
    assigned = [node for node in nodes_of(module, ast.Assign) if isinstance(node.value, ast.Call)]
    wanted = {id(node) for node in assigned if (names := _bound(node)) and all(map(_TEST.search, names))}
    if not wanted:
        return
    read = {
        node.id
        for node in all_inside(module)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
    for scope in scopes(module):
        nodes = inside(scope)
        if not any(id(node) in wanted for node in nodes):
            continue
        made = stored_names(nodes)
        unread = {name for name in made - read if _TEST.search(name)}
        held = {_TEST.sub(word, name, count=1): name for name in unread for word in _HELD}
        for node in nodes:
            if id(node) in wanted and isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
                given = [*node.value.args, *(item.value for item in node.value.keywords)]
                for item in given:
                    if isinstance(item, ast.Name) and item.id in held and item.id in made:
                        yield MisnamedScore(node, _bound(node)[0], item.id, held[item.id])


def _bound(node: ast.Assign) -> list[str]:
    """Return the names that an assignment binds; none where it binds anything else, too."""
    parts = [
        part
        for target in node.targets
        for part in (target.elts if isinstance(target, ast.Tuple) else [target])
    ]
    names = [part.id for part in parts if isinstance(part, ast.Name)]
    return names if len(names) == len(parts) else []
