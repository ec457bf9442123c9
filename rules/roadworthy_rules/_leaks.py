"""Transformers that learn from all rows before these are split: the test rows leak into the training."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from roadworthy import dotted
from roadworthy_rules._row_statistics import StatisticNames, changed, choice, noted, root, statistic

#: What learns from the values of the rows, or makes rows out of others.
_LEARNERS = frozenset(
    "KNNImputer IterativeImputer MaxAbsScaler MinMaxScaler PCA PowerTransformer QuantileTransformer RFE"
    " RFECV RobustScaler SelectFromModel SelectKBest SelectPercentile SimpleImputer StandardScaler"
    " TargetEncoder TfidfVectorizer TruncatedSVD"
    " ADASYN BorderlineSMOTE RandomOverSampler SMOTE SMOTEENN SMOTENC SMOTETomek SVMSMOTE".split()
)
_FITS = frozenset(("fit_transform", "fit_resample", "fit_sample"))
#: What hands rows on, by the last part of its name.
_HANDS_ON = frozenset(
    "DataFrame Series array asarray column_stack concat concatenate csr_matrix get_dummies hstack tensor"
    " vstack".split()
)
#: What of a table is not its rows.
_ASIDE = frozenset("columns dtype dtypes index ndim shape size".split())
#: What divides rows, and by which of its arguments.
_SPLITS = {"train_test_split": 0, "cross_val_predict": 1, "cross_val_score": 1, "cross_validate": 1}
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


#: What tells whether there is anything to fill.
_GAPS = frozenset("dtype dtypes isna isnull".split())
#: How deep functions that call others are followed.
_DEPTH: Final = 3


@dataclass(frozen=True, slots=True)
class Leak:
    """A split of rows that something has learned from: what, where it learned, and where the split stands.

    `learner` is the class of a transformer; with `by_hand`, it is what was computed of all rows, in words.
    """

    learner: str
    fit: ast.AST
    split: ast.Call
    by_hand: bool = False

    @property
    def message(self) -> str:
        """The fault in one clause."""
        called = self.split.func
        name = called.attr if isinstance(called, ast.Attribute) else dotted(called)
        verb = "" if self.by_hand else " is fitted on rows"
        learner = f"{self.learner} of rows" if self.by_hand else f"`{self.learner}`"
        return f"{learner}{verb} that `{name}` splits afterwards"


@dataclass(slots=True)
class _LeakState:
    """Names bound to transformers, to what they have learned from, and to parts of a split."""

    functions: Functions
    learners: dict[str, str] = field(default_factory=dict)
    fitted: dict[str, ast.AST] = field(default_factory=dict)
    learned: dict[str, _Learned] = field(default_factory=dict)
    parts: set[str] = field(default_factory=set)
    statistics: StatisticNames = field(default_factory=StatisticNames)
    returned: list[_Learned] = field(default_factory=list)

    def copy(self) -> _LeakState:
        return _LeakState(
            self.functions,
            dict(self.learners),
            dict(self.fitted),
            dict(self.learned),
            set(self.parts),
            self.statistics.copy(),
        )


class Functions:
    """The functions of a module or notebook, and what those learn from that return the rows."""

    def __init__(self, found: Iterable[ast.FunctionDef | ast.AsyncFunctionDef]) -> None:
        self._bodies: dict[str, list[ast.stmt] | None] = {}
        for function in found:
            # Of two with one name, either may be called.
            self._bodies[function.name] = None if function.name in self._bodies else function.body
        self._learned: dict[str, _Learned | None] = {}
        self._depth = 0

    def body(self, name: str) -> list[ast.stmt]:
        """Return the statements of a function, none for any other name."""
        return self._bodies.get(name) or []

    def learned(self, name: str) -> _Learned | None:
        """Return what learned from all rows that a function returns, None if nothing has."""
        if name not in self._learned and self._depth < _DEPTH:
            self._learned[name] = None
            state = _LeakState(self)
            self._depth += 1
            for _ in _in_block(self.body(name), state):
                pass
            self._depth -= 1
            self._learned[name] = state.returned[0] if state.returned else None
        return self._learned.get(name)


#: What has learned, where, and whether it is a statistic that the code computes by hand.
_Learned = tuple[str, ast.AST, bool]


def may_leak(text: str) -> bool:
    """Tell whether a text may split rows that something learned from; this takes a fraction of the time."""
    return any(name in text for name in (*_SPLITS, "Fold", "ShuffleSplit"))


def leaks(body: Iterable[ast.stmt], functions: Functions) -> Iterator[Leak]:
    """Yield the splits of one scope whose rows something has learned from, in the order of the code."""
    yield from _in_block(body, _LeakState(functions))


def _in_block(body: Iterable[ast.stmt], state: _LeakState) -> Iterator[Leak]:
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
            # One branch does not see what another has learned, and what follows may see neither.
            for block in blocks:
                yield from _in_block(block, state.copy())
        else:
            yield from _in_statement(statement, state)


def _asks_rows(test: ast.expr) -> bool:
    """Tell whether a condition only asks if rows have gaps, or numbers: then what follows changes them."""
    return any(isinstance(node, ast.Attribute) and node.attr in _GAPS for node in ast.walk(test))


def _in_folds(rows: ast.expr, state: _LeakState) -> Iterator[Leak]:
    """Yield the split of a loop over folds: `for train, test in folds.split(rows)`."""
    for node in ast.walk(rows):
        match node:
            case ast.Call(func=ast.Attribute(attr="split"), args=[given, *_]):
                if found := _learned(given, state):
                    yield Leak(found[0], found[1], node, found[2])


def _in_statement(statement: ast.stmt, state: _LeakState) -> Iterator[Leak]:
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
        found = next(filter(None, (_learned(item, state) for item in given)), None)
        if found:
            learner, fit, by_hand = found
            yield Leak(learner, fit, split, by_hand)
    _fit(value, state)
    learned = None if split else _learned(value, state)
    if learned and isinstance(statement, ast.Return):
        state.returned.append(learned)
    _note(value, [name for name, whole in _bound(targets) if whole], state)
    if not targets and isinstance(value, ast.Call) and not split:
        state.learned.update(_changed_in_place(value, state))
    learner = _class(value)
    part = split is not None or any(
        isinstance(node, ast.Name) and node.id in state.parts for node in ast.walk(value)
    )
    for name, whole in _bound(targets):
        if learned:
            state.learned[name] = learned
        elif whole:
            state.learned.pop(name, None)
        if whole:
            state.learners.pop(name, None)
            state.fitted.pop(name, None)
            (state.parts.add if part else state.parts.discard)(name)
            if learner:
                state.learners[name] = learner


def _bound(targets: list[ast.expr]) -> Iterator[tuple[str, bool]]:
    """Yield the names that an assignment binds, and whether as a whole: `rows["age"] = ...` binds a part."""
    for target in targets:
        for item in target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]:
            whole = isinstance(item, ast.Name)
            while isinstance(item, (ast.Attribute, ast.Subscript)):
                item = item.value
            if isinstance(item, ast.Name):
                yield item.id, whole


def _fit(value: ast.expr, state: _LeakState) -> None:
    """Note a transformer that is fitted on its own, unless on a part of a split."""
    match value:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="fit"), args=[rows, *_]):
            if name in state.learners and not _is_part(rows, state):
                state.fitted[name] = value


def _note(value: ast.expr, names: list[str], state: _LeakState) -> None:
    """Note the names of what is computed of all rows."""
    selected = state.fitted.get(root(value)) if ".get_support(" in ast.unparse(value) else None
    if selected is not None:
        learner = state.learners[root(value)]
        state.statistics.choices.update(dict.fromkeys(names, (f"`{learner}` chooses columns", selected)))
    elif not _is_part(value, state):
        noted(value, names, state.statistics)


def _changed_in_place(value: ast.Call, state: _LeakState) -> dict[str, _Learned]:
    """Return the name of rows that a call changes by what is computed of them, and what that is."""
    function = value.func
    if not isinstance(function, ast.Name):
        found = changed(value, state.statistics)
        name = root(function)
        return {name: (*found, True)} if found and name and not _is_part(value, state) else {}
    # A function of the file may drop columns of a table that it is not given.
    found = choice(value.args, state.statistics)
    for statement in state.functions.body(function.id) if found else ():
        for node in ast.walk(statement):
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name(id=rows), attr="drop"), keywords=keywords):
                    if found and any(item.arg == "inplace" for item in keywords):
                        return {rows: (*found, True)}
    return {}


def _learned(value: ast.expr, state: _LeakState) -> _Learned | None:
    """Return what has learned from the rows of a value, and where; None if nothing has."""
    if not _is_part(value, state) and (found := statistic(value, state.statistics)):
        return (*found, True)
    match value:
        case ast.Name(id=name):
            return state.learned.get(name)
        case ast.Attribute(value=inner, attr=name):
            return None if name in _ASIDE else _learned(inner, state)
        case ast.Subscript(value=inner):
            return _learned(inner, state)
        case ast.Tuple(elts=items) | ast.List(elts=items):
            return next(filter(None, (_learned(item, state) for item in items)), None)
        case ast.Call(func=ast.Attribute(value=owner, attr=name) as function, args=given):
            learner = state.learners.get(owner.id, "") if isinstance(owner, ast.Name) else _class(owner)
            if learner:
                fit = state.fitted.get(owner.id) if isinstance(owner, ast.Name) else None
                if name in _FITS and given and not _is_part(given[0], state):
                    return learner, value, False
                return (learner, fit, False) if name == "transform" and fit else None
            if name in _HANDS_ON:
                return next(filter(None, (_learned(item, state) for item in given)), None)
            own = isinstance(owner, ast.Name) and owner.id == "self"
            own_function = _given_to(name, given, state) if own else None
            return own_function or _learned(function.value, state)
        case ast.Call(func=ast.Name(id=name), args=given) if name in _HANDS_ON:
            return next(filter(None, (_learned(item, state) for item in given)), None)
        case ast.Call(func=ast.Name(id=name), args=given):
            return _given_to(name, given, state)
    return None


def _given_to(name: str, given: list[ast.expr], state: _LeakState) -> _Learned | None:
    """Return what learns from all rows in a function of the file that returns them."""
    if any(_is_part(item, state) or _is_held(item) for item in given):
        return None
    # What is handed to a function of the file comes back changed, with the same rows.
    handed = _learned(given[0], state) if given and state.functions.body(name) else None
    return state.functions.learned(name) or handed


def _is_held(rows: ast.expr) -> bool:
    names = [node.id.lower() for node in ast.walk(rows) if isinstance(node, ast.Name)]
    return any("test" in name or "val" in name for name in names)


def _is_part(rows: ast.expr, state: _LeakState) -> bool:
    """Tell whether rows come of a split, or are called so."""
    names = [node.id for node in ast.walk(rows) if isinstance(node, ast.Name)]
    return any(name in state.parts or "train" in name.lower() for name in names)


def _class(value: ast.expr) -> str:
    """Return the transformer that a call makes, "" for anything else."""
    name = dotted(value.func).rpartition(".")[2] if isinstance(value, ast.Call) else ""
    return name if name in _LEARNERS else ""


def _is_split(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and _split_name(node) in _SPLITS


def _split_name(call: ast.Call) -> str:
    return dotted(call.func).rpartition(".")[2]
