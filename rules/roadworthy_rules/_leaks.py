"""Transformers that learn from all rows before these are split: the test rows leak into the training."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from roadworthy import dotted
from roadworthy_rules._learned_rows import (
    FITTING,
    Learned,
    RowState,
    changed_in_place,
    learned_from,
    note_computed,
    note_fit,
    transformer,
)

#: What divides rows, and by which of its arguments.
_SPLITS = {"train_test_split": 0, "cross_val_predict": 1, "cross_val_score": 1, "cross_validate": 1}
_Function = ast.FunctionDef | ast.AsyncFunctionDef
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
#: What tells whether there is anything to fill.
_GAPS = frozenset("dtype dtypes isna isnull".split())
#: What only moves and stretches the values of each column, and models for which that changes nothing.
_SCALERS = frozenset(
    "MaxAbsScaler MinMaxScaler RobustScaler StandardScaler maxabs_scale minmax_scale robust_scale"
    " scale".split()
)
_TREES = frozenset(
    "CatBoost DecisionTree ExtraTree ExtraTrees GradientBoosting HistGradientBoosting LGBM RandomForest XGB"
    " XGBRF".split()
)
#: What leaves a branch for good.
_ENDS = (ast.Break, ast.Continue, ast.Raise, ast.Return)
#: How deep functions that call others are followed.
_DEPTH: Final = 3


@dataclass(frozen=True, slots=True)
class Leak:
    """A split of rows that something has learned from: what, where it learned, and where the split stands.

    `learner` is the class of a transformer; with `by_hand`, it is what was computed of all rows, in words.
    """

    learner: str
    fit: ast.AST
    by_hand: bool
    split: ast.Call

    @property
    def message(self) -> str:
        """The fault in one clause."""
        called = self.split.func
        name = called.attr if isinstance(called, ast.Attribute) else dotted(called)
        learned = f"{self.learner} of rows" if self.by_hand else f"`{self.learner}` is fitted on rows"
        return f"{learned} that `{name}` splits afterwards"


class _Functions:
    """The functions of a module or notebook, and what those learn from that return the rows."""

    def __init__(self, found: Iterable[_Function], body: Iterable[ast.stmt]) -> None:
        self.fitting = frozenset(_fitting(body))
        self._bodies: dict[str, list[ast.stmt] | None] = {}
        for function in found:
            # Of two with one name, either may be called.
            self._bodies[function.name] = None if function.name in self._bodies else function.body
        self._learned: dict[str, Learned | None] = {}
        self._depth = 0

    def body(self, name: str) -> list[ast.stmt]:
        """Return the statements of a function, none for any other name."""
        return self._bodies.get(name) or []

    def learned(self, name: str) -> Learned | None:
        """Return what learned from all rows that a function returns, None if nothing has."""
        if name not in self._learned and self._depth < _DEPTH:
            self._learned[name] = None
            state = RowState(self)
            self._depth += 1
            for _ in _in_block(self.body(name), state):
                pass
            self._depth -= 1
            self._learned[name] = state.returned[0] if state.returned else None
        return self._learned.get(name)


def may_leak(text: str) -> bool:
    """Tell whether a text may split rows that something learned from; this takes a fraction of the time."""
    return any(name in text for name in (*_SPLITS, "Fold", "ShuffleSplit"))


def leaks(body: Iterable[ast.stmt], functions: Sequence[_Function]) -> Iterator[Leak]:
    """Yield the splits of rows that something has learned from, in a module or notebook and its functions."""
    statements = list(body)
    known = _Functions(functions, statements)
    for block in (statements, *(function.body for function in functions)):
        yield from _in_block(block, RowState(known))


def _fitting(body: Iterable[ast.stmt]) -> Iterator[str]:
    """Yield the names by which a file calls functions of scikit-learn that scale all rows they are given."""
    for statement in body:
        match statement:
            case ast.ImportFrom(module="sklearn.preprocessing", names=names):
                yield from (item.asname or item.name for item in names if item.name in FITTING)
            case ast.ImportFrom(module="sklearn", names=names):
                owners = [item.asname or item.name for item in names if item.name == "preprocessing"]
                yield from (f"{owner}.{name}" for owner in owners for name in FITTING)


def _in_block(body: Iterable[ast.stmt], state: RowState) -> Iterator[Leak]:
    for statement in body:
        if isinstance(statement, _SCOPES):
            continue
        blocks = [getattr(statement, name, []) for name in ("body", "orelse", "finalbody")]
        blocks += [item.body for item in getattr(statement, "handlers", ())]
        if isinstance(statement, (ast.With, ast.AsyncWith, ast.For)):
            if isinstance(statement, ast.For):
                yield from _in_folds(statement.iter, state)
            yield from _in_block(statement.body, state)
        elif isinstance(statement, ast.If) and not statement.orelse and _asks_rows(statement.test):
            yield from _in_block(statement.body, state)
        elif any(blocks):
            # One branch does not see what another has learned. A split that always follows an `if` sees both.
            branches = [(block, state.copy()) for block in blocks if block]
            for block, branch in branches:
                yield from _in_block(block, branch)
            for block, branch in branches if isinstance(statement, ast.If) else ():
                if not isinstance(block[-1], _ENDS):
                    state.join(branch)
        else:
            yield from _in_statement(statement, state)


def _asks_rows(test: ast.expr) -> bool:
    """Tell whether a condition only asks for gaps or types of rows, so that its branch changes these rows."""
    return any(isinstance(node, ast.Attribute) and node.attr in _GAPS for node in ast.walk(test))


def _in_folds(rows: ast.expr, state: RowState) -> Iterator[Leak]:
    """Yield the split of a loop over folds: `for train, test in folds.split(rows)`."""
    for node in ast.walk(rows):
        match node:
            case ast.Call(func=ast.Attribute(attr="split"), args=[given, *_]):
                if found := learned_from(given, state):
                    yield Leak(*found, node)


def _in_statement(statement: ast.stmt, state: RowState) -> Iterator[Leak]:
    match statement:
        case ast.Assign(targets=targets, value=value):
            pass
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            targets = [target]
        case ast.Expr(value=value):
            targets = []
        case ast.Return(value=ast.expr() as value):
            targets = []
        case _:
            return
    split = next((node for node in ast.walk(value) if _is_split(node)), None)
    if isinstance(split, ast.Call):
        given = split.args if _SPLITS[_split_name(split)] == 0 else split.args[1:2]
        found = next(filter(None, (learned_from(item, state) for item in given)), None)
        scaled = found is not None and found[0].rpartition(".")[2] in _SCALERS and not found[2]
        if found and not (scaled and _is_of_trees(split, state)):
            yield Leak(*found, split)
    note_fit(value, state)
    learned = None if split else learned_from(value, state)
    if learned and isinstance(statement, ast.Return):
        state.returned.append(learned)
    note_computed(value, [name for name, whole in _bound(targets) if whole], state)
    if not targets and isinstance(value, ast.Call) and not split:
        state.learned.update(changed_in_place(value, state))
    learner = transformer(value)
    part = split is not None or any(
        isinstance(node, ast.Name) and node.id in state.parts for node in ast.walk(value)
    )
    for name, whole in _bound(targets):
        if learned:
            state.learned[name] = learned
            state.branched.discard(name)
        elif whole:
            state.learned.pop(name, None)
        if whole:
            state.learners.pop(name, None)
            state.fitted.pop(name, None)
            (state.parts.add if part else state.parts.discard)(name)
            if learner:
                state.learners[name] = learner
            (state.trees.add if _is_tree(value) else state.trees.discard)(name)


def _is_of_trees(split: ast.Call, state: RowState) -> bool:
    """Tell whether a cross-validation is of a model of trees, which splits at the same rows on any scale."""
    given = {item.arg: item.value for item in split.keywords}
    model = split.args[0] if split.args else given.get("estimator")
    if _SPLITS[_split_name(split)] == 0 or model is None:
        return False
    return _is_tree(model) or (isinstance(model, ast.Name) and model.id in state.trees)


def _is_tree(value: ast.expr) -> bool:
    name = dotted(value.func).rpartition(".")[2] if isinstance(value, ast.Call) else ""
    return name.removesuffix("Classifier").removesuffix("Regressor") in _TREES


def _bound(targets: list[ast.expr]) -> Iterator[tuple[str, bool]]:
    """Yield the names that an assignment binds, and whether as a whole: `rows["age"] = ...` binds a part."""
    for target in targets:
        for item in target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]:
            whole = isinstance(item, ast.Name)
            while isinstance(item, (ast.Attribute, ast.Subscript)):
                item = item.value
            if isinstance(item, ast.Name):
                yield item.id, whole


def _is_split(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and _split_name(node) in _SPLITS


def _split_name(call: ast.Call) -> str:
    return dotted(call.func).rpartition(".")[2]
