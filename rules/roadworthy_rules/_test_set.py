"""Where the rows that a model is tested on take part in its training."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from roadworthy import dotted, last_name
from roadworthy_rules._roots import uncalled_root
from roadworthy_rules._test_choice import CHOICES, TESTS, TRAINS, choices, may_choose, renamed
from roadworthy_rules._test_scores import (
    best_on_test,
    fitted_on_test,
    picked_on_test,
    read_from_training,
    tuned_on_test,
    validated_on_test,
)
from roadworthy_rules._trainings._test_thresholds import may_choose_threshold, thresholds_on_test

#: Parameters of what is watched while a model is trained, by which the training may stop.
_WATCHED = frozenset("eval_set evals val_dataloaders val_loader validation_data validation_dataset".split())
_FITS = frozenset("fit fit_generator train".split())
_LEARNS = frozenset("adapt fit fit_on_texts fit_transform partial_fit".split())
#: What learns from the rows themselves how they are to be changed, by the name of the object.
_CHANGES = re.compile(
    r"(?i)scaler|imputer|vectori[sz]er|tokeni[sz]er|tf_?idf|pca|svd|word2vec|normali[sz]er|selector"
)
_JOINS = frozenset("append concat concatenate hstack vstack r_".split())
_BETWEEN = re.compile(r"[\W_\d]+|(?<=[a-z])(?=[A-Z])")
_SCORE = frozenset("acc accuracy auc error f1 loss metric score".split())
_SAVES = re.compile(r"(?i)save|dump|state_dict|checkpoint|best")
#: What counts how long the training goes on without a better score.
_STOPS = re.compile(r"(?i)patience|early_?stop|no_?improve")
#: One of these is in what is found; to look for texts takes a fraction of the time.
_HINTS = ("test", "Test", "train=False")


@dataclass(frozen=True, slots=True)
class TestUse:
    """A use of the test set in training: what it is, in words, and where."""

    message: str
    node: ast.expr


def _words(text: str) -> frozenset[str]:
    """Return the words of a name in lower case: `X_test`, `testLoader`."""
    return frozenset(word.lower() for word in _BETWEEN.split(text) if word)


def validating(nodes: Iterable[ast.AST]) -> Iterator[TestUse]:
    """Yield where the test set is what a training watches, or what its best model is chosen by.

    `nodes` are the calls and the `if` statements.
    """
    for node in nodes:
        if isinstance(node, ast.Call) and last_name(node.func) in _FITS:
            for item in node.keywords:
                named = _test_name(item.value) if item.arg in _WATCHED else ""
                if named and not _has_more(item.value):
                    yield TestUse(f"`{named}` is the validation set of the training", item.value)
        elif isinstance(node, ast.If) and (compared := _best(node)):
            yield TestUse(f"the best model is chosen by `{compared}`, on the test set", node.test)


def learning(nodes: Iterable[ast.AST], statements: Sequence[ast.stmt]) -> Iterator[TestUse]:
    """Yield where a transformer is fitted on the rows of the training and the test set together.

    The scopes of the `statements` are looked at only where one of the `nodes` fits a transformer.
    """
    if not any(isinstance(node, ast.Call) and _fitted(node) for node in nodes):
        return
    for _, _, scope in in_order(statements):
        joined: dict[str, ast.expr] = {}
        for node in scope:
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    if _is_joined(value):
                        joined[name] = value
                    else:
                        joined.pop(name, None)
            if isinstance(node, ast.Call) and (owner := _fitted(node)):
                given = node.args[0]
                if _is_joined(given) or uncalled_root(given) in joined:
                    message = f"`{owner}` learns from the rows of the training and the test set together"
                    yield TestUse(message, given)


def _fitted(call: ast.Call) -> str:
    """Return the transformer that a call fits, as it is written; "" for any other call."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in _LEARNS or not call.args:
        return ""
    owner = ast.unparse(call.func.value)
    return owner if len(owner) < 80 and _CHANGES.search(owner) else ""


def in_order(statements: Sequence[ast.stmt]) -> Iterator[tuple[str, list[str], list[ast.AST]]]:
    """Yield the name, the parameters and the nodes of each scope, in the order of the code."""
    pending: list[tuple[str, list[str], list[ast.AST]]] = [("", [], [*statements])]
    while pending:
        found: list[ast.AST] = []
        name, given, nodes = pending.pop()
        stack = nodes[::-1]
        while stack:
            node = stack.pop()
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                names = [item.arg for item in ast.walk(node.args) if isinstance(item, ast.arg)]
                pending.append((node.name, names, list(ast.iter_child_nodes(node))))
                continue
            stack.extend(list(ast.iter_child_nodes(node))[::-1])
            found.append(node)
        yield name, given, found


def _names(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Name):
            yield part.id
        elif isinstance(part, ast.Attribute):
            yield part.attr


def _test_name(node: ast.expr) -> str:
    """Return the first name in an expression that is of the test set, "" where another set is named too."""
    named = [(name, _words(name)) for name in _names(node)]
    if any(said & {"val", "valid", "validation", "dev"} for _, said in named):
        return ""
    return next((name for name, said in named if said & TESTS and "train" not in said), "")


def _has_more(node: ast.expr) -> bool:
    """Tell whether more than one set is watched; the last one decides when the training stops."""
    return isinstance(node, (ast.List, ast.Tuple)) and any(
        isinstance(item, ast.Tuple) and not _test_name(item) for item in node.elts[-1:]
    )


def _best(node: ast.If) -> str:
    """Return the score on the test set that decides which model is saved, or when to stop, else ""."""
    test = node.test
    if not isinstance(test, ast.Compare) or len(test.comparators) != 1:
        return ""
    sides = [test.left, test.comparators[0]]
    named = [
        dotted(side) or (uncalled_root(side) if isinstance(side, ast.Subscript) else "") for side in sides
    ]
    for score, best in (named, named[::-1]):
        said = _words(score)
        if "test" in said and said & _SCORE and _words(best) & {"best", "max", "min", "highest", "lowest"}:
            parts = [part for statement in node.body for part in ast.walk(statement)]
            kept = any(isinstance(part, ast.Call) and _SAVES.search(ast.unparse(part.func)) for part in parts)
            stops = any(isinstance(part, ast.Name) and _STOPS.search(part.id) for part in parts)
            return score if kept or stops else ""
    return ""


def _is_joined(node: ast.expr) -> bool:
    """Tell whether an expression puts rows of the training and the test set together."""
    match node:
        case ast.BinOp(op=ast.Add()):
            pass
        case ast.Call(func=function) if last_name(function) in _JOINS:
            pass
        case _:
            return False
    said = [_words(name) for name in _names(node)]
    return any("train" in one for one in said) and any("test" in one and "train" not in one for one in said)


def choosing(statements: Sequence[ast.stmt]) -> Iterator[TestUse]:
    """Yield where a score that was measured on the test set decides something, whatever it is called."""
    scopes = list(in_order(statements))
    measuring: dict[str, str] = {}
    for name, given, scope in scopes:
        list(choices(scope, given, measuring, name))
    for name, given, scope in scopes:
        for message, node in choices(scope, given, measuring, name):
            yield TestUse(message, node)


def may_use(text: str) -> bool:
    """Tell whether a text mentions a test set; this takes a fraction of the time."""
    return any(hint in text for hint in _HINTS)


def uses_in(nodes: Sequence[ast.AST], statements: Sequence[ast.stmt], text: str) -> Iterator[TestUse]:
    """Yield all such uses in a module or notebook.

    `nodes` are its assignments, calls, loops and `if` statements, `statements` all that it has.
    """
    found = [*validating(nodes), *learning(nodes, statements)]
    for uses in (fitted_on_test, best_on_test, tuned_on_test, read_from_training):
        found += [TestUse(message, node) for message, node in uses(nodes)]
    if "best" in text:
        found += [TestUse(message, node) for message, node in picked_on_test(nodes)]
    if any(word in text for word in TRAINS):
        found += [
            TestUse(f"`{name}` is the test set", node.value)
            for node in nodes
            if isinstance(node, ast.Assign) and (name := renamed(node, text))
        ]
    known = {id(use.node) for use in found}
    if any(word in text for word in CHOICES) and any(map(may_choose, nodes)):
        found += [use for use in choosing(statements) if id(use.node) not in known]
    if may_choose_threshold(text):
        for _, given, scope in in_order(statements):
            found += [TestUse(message, node) for message, node in thresholds_on_test(given, scope)]
    if not found:
        # What is called a validation score and decides something was found already.
        found = [TestUse(message, node) for message, node in validated_on_test(nodes)][:1]
    yield from found
