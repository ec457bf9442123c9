"""Transformers that learn from all rows before these are split: the test rows leak into the training."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from roadworthy import dotted

#: What learns from the values of the rows, or makes rows out of others.
_LEARNERS = frozenset(
    "KNNImputer IterativeImputer MaxAbsScaler MinMaxScaler PCA PowerTransformer QuantileTransformer"
    " RobustScaler SelectFromModel SelectKBest SelectPercentile SimpleImputer StandardScaler TargetEncoder"
    " TfidfVectorizer TruncatedSVD"
    " ADASYN BorderlineSMOTE RandomOverSampler SMOTE SMOTEENN SMOTENC SMOTETomek SVMSMOTE".split()
)
_FITS = frozenset(("fit_transform", "fit_resample", "fit_sample"))
#: What hands rows on, by the last part of its name.
_HANDS_ON = frozenset(
    "DataFrame Series array asarray column_stack concat concatenate csr_matrix hstack tensor vstack".split()
)
#: What of a table is not its rows.
_ASIDE = frozenset("columns dtype dtypes index ndim shape size".split())
#: One of these is in what leaks; to look for texts takes a fraction of the time.
HINTS = ("train_test_split", "fit")
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True, slots=True)
class Leak:
    """A split of what a transformer has learned from: where it is fitted, and where the split stands."""

    learner: str
    fit: ast.AST
    split: ast.Call


@dataclass(slots=True)
class _LeakState:
    """Names bound to transformers, to what they have learned from, and to parts of a split."""

    learners: dict[str, str] = field(default_factory=dict)
    fitted: dict[str, ast.AST] = field(default_factory=dict)
    learned: dict[str, tuple[str, ast.AST]] = field(default_factory=dict)
    parts: set[str] = field(default_factory=set)

    def copy(self) -> _LeakState:
        return _LeakState(dict(self.learners), dict(self.fitted), dict(self.learned), set(self.parts))


def leaks(body: Iterable[ast.stmt]) -> Iterator[Leak]:
    """Yield the splits of one scope whose rows a transformer has learned from, in the order of the code."""
    yield from _in_block(body, _LeakState())


def _in_block(body: Iterable[ast.stmt], state: _LeakState) -> Iterator[Leak]:
    for statement in body:
        if isinstance(statement, _SCOPES):
            continue
        blocks = [getattr(statement, name, []) for name in ("body", "orelse", "finalbody")]
        blocks += [item.body for item in getattr(statement, "handlers", ())]
        if isinstance(statement, (ast.With, ast.AsyncWith)):
            yield from _in_block(statement.body, state)
        elif any(blocks):
            # One branch does not see what another has learned, and what follows may see neither.
            for block in blocks:
                yield from _in_block(block, state.copy())
        else:
            yield from _in_statement(statement, state)


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
        found = next(filter(None, (_learned(item, state) for item in split.args)), None)
        if found:
            yield Leak(*found, split)
    _fit(value, state)
    learned = None if split else _learned(value, state)
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


def _learned(value: ast.expr, state: _LeakState) -> tuple[str, ast.AST] | None:
    """Return which transformer has learned from the rows of a value, and where; None if none has."""
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
                    return learner, value
                return (learner, fit) if name == "transform" and fit else None
            if name in _HANDS_ON:
                return next(filter(None, (_learned(item, state) for item in given)), None)
            return _learned(function.value, state)
        case ast.Call(func=ast.Name(id=name), args=given) if name in _HANDS_ON:
            return next(filter(None, (_learned(item, state) for item in given)), None)
    return None


def _is_part(rows: ast.expr, state: _LeakState) -> bool:
    """Tell whether rows come of a split, or are called so."""
    names = [node.id for node in ast.walk(rows) if isinstance(node, ast.Name)]
    return any(name in state.parts or "train" in name.lower() for name in names)


def _class(value: ast.expr) -> str:
    """Return the transformer that a call makes, "" for anything else."""
    name = dotted(value.func).rpartition(".")[2] if isinstance(value, ast.Call) else ""
    return name if name in _LEARNERS else ""


def _is_split(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] == "train_test_split"
