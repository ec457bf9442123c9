"""What has learned from the rows of a value: a transformer that is fitted on them, or a statistic."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Protocol

from roadworthy import dotted
from roadworthy_rules._roots import root
from roadworthy_rules._row_statistics import StatisticNames, changed, choice, note_statistic, statistic

#: What learns from the values of the rows, or makes rows out of others.
_LEARNERS = frozenset(
    "KNNImputer IterativeImputer MaxAbsScaler MinMaxScaler PCA PowerTransformer QuantileTransformer RFE"
    " RFECV RobustScaler SelectFromModel SelectKBest SelectPercentile SimpleImputer StandardScaler"
    " TargetEncoder TfidfVectorizer TruncatedSVD"
    " ADASYN BorderlineSMOTE RandomOverSampler SMOTE SMOTEENN SMOTENC SMOTETomek SVMSMOTE".split()
)
#: Functions of `sklearn.preprocessing` that fit such a transformer on the rows that they are given.
FITTING = frozenset("maxabs_scale minmax_scale power_transform quantile_transform robust_scale scale".split())
_FITS = frozenset(("fit_transform", "fit_resample", "fit_sample"))
#: What hands rows on, by the last part of its name.
_HANDS_ON = frozenset(
    "DataFrame Series array asarray column_stack concat concatenate csr_matrix get_dummies hstack tensor"
    " vstack".split()
)
#: Attributes of a table that are not its rows.
_ASIDE = frozenset("columns dtype dtypes index ndim shape size".split())
#: What has learned, where, and whether it is a statistic that the code computes by hand.
Learned = tuple[str, ast.AST, bool]


class LearningFunctions(Protocol):
    """The functions of a file, by name: their bodies, and what learned from the rows that they return.

    `fitting` are the names that the file imports functions of scikit-learn by that scale all rows they get.
    """

    fitting: frozenset[str]

    def body(self, name: str) -> list[ast.stmt]:
        """Return the statements of a function, none for any other name."""
        ...

    def learned(self, name: str) -> Learned | None:
        """Return what learned from all rows that a function returns, None if nothing has."""
        ...


@dataclass(slots=True)
class RowState:
    """Names bound to transformers, to what they have learned from, to parts of a split, and to trees."""

    functions: LearningFunctions
    learners: dict[str, str] = field(default_factory=dict)
    fitted: dict[str, ast.AST] = field(default_factory=dict)
    learned: dict[str, Learned] = field(default_factory=dict)
    parts: set[str] = field(default_factory=set)
    statistics: StatisticNames = field(default_factory=StatisticNames)
    returned: list[Learned] = field(default_factory=list)
    trees: set[str] = field(default_factory=set)
    #: Names of what learned in one branch only, which branches that follow may not see.
    branched: set[str] = field(default_factory=set)

    def copy(self) -> RowState:
        """Return the state for a branch: what it adds is not seen by others."""
        return RowState(
            self.functions,
            dict(self.learners),
            dict(self.fitted),
            {name: found for name, found in self.learned.items() if name not in self.branched},
            set(self.parts),
            self.statistics.copy(),
            trees=set(self.trees),
        )

    def join(self, branch: RowState) -> None:
        """Add what transformers have learned from in a branch, for the statements after it."""
        for name, found in branch.learned.items():
            if name not in self.learned and name not in self.parts and not found[2]:
                self.learned[name] = found
                self.branched.add(name)


def note_fit(value: ast.expr, state: RowState) -> None:
    """Note a transformer that is fitted on its own, unless on a part of a split."""
    match value:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="fit"), args=[rows, *_]):
            if name in state.learners and not _is_part(rows, state):
                state.fitted[name] = value


def note_computed(value: ast.expr, names: list[str], state: RowState) -> None:
    """Note the names of what is computed of all rows."""
    if not names:
        return
    selected = state.fitted.get(root(value))
    if selected is not None and ".get_support(" in ast.unparse(value):
        learner = state.learners[root(value)]
        state.statistics.choices.update(dict.fromkeys(names, (f"`{learner}` chooses columns", selected)))
    elif not _is_part(value, state):
        note_statistic(value, names, state.statistics)


def changed_in_place(value: ast.Call, state: RowState) -> dict[str, Learned]:
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


def learned_from(value: ast.expr, state: RowState) -> Learned | None:
    """Return what has learned from the rows of a value, and where; None if nothing has."""
    if not _is_part(value, state) and (found := statistic(value, state.statistics)):
        return (*found, True)
    match value:
        case ast.Name(id=name):
            return state.learned.get(name)
        case ast.Call(func=function, args=[rows, *_], keywords=keywords) if (
            dotted(function) in state.functions.fitting
        ):
            apart = _is_part(rows, state) or _is_held(rows) or any(item.arg == "axis" for item in keywords)
            return learned_from(rows, state) or (None if apart else (dotted(function), value, False))
        case ast.Attribute(value=inner, attr=name):
            return None if name in _ASIDE else learned_from(inner, state)
        case ast.Subscript(value=inner):
            return learned_from(inner, state)
        case ast.Tuple(elts=items) | ast.List(elts=items):
            return next(filter(None, (learned_from(item, state) for item in items)), None)
        case ast.Call(func=ast.Attribute(value=owner, attr=name) as function, args=given):
            learner = state.learners.get(owner.id, "") if isinstance(owner, ast.Name) else transformer(owner)
            if learner:
                fit = state.fitted.get(owner.id) if isinstance(owner, ast.Name) else None
                if name in _FITS and given and not _is_part(given[0], state):
                    return learner, value, False
                return (learner, fit, False) if name == "transform" and fit else None
            if name in _HANDS_ON:
                return next(filter(None, (learned_from(item, state) for item in given)), None)
            own = isinstance(owner, ast.Name) and owner.id == "self"
            own_function = _given_to(name, given, state) if own else None
            return own_function or learned_from(function.value, state)
        case ast.Call(func=ast.Name(id=name), args=given) if name in _HANDS_ON:
            return next(filter(None, (learned_from(item, state) for item in given)), None)
        case ast.Call(func=ast.Name(id=name), args=given):
            return _given_to(name, given, state)
    return None


def _given_to(name: str, given: list[ast.expr], state: RowState) -> Learned | None:
    """Return what learns from all rows, in a function of the file that returns these rows."""
    if any(_is_part(item, state) or _is_held(item) for item in given):
        return None
    # What is handed to a function of the file comes back changed, with the same rows.
    handed = learned_from(given[0], state) if given and state.functions.body(name) else None
    return state.functions.learned(name) or handed


def _is_held(rows: ast.expr) -> bool:
    names = [node.id.lower() for node in ast.walk(rows) if isinstance(node, ast.Name)]
    return any("test" in name or "val" in name for name in names)


def _is_part(rows: ast.expr, state: RowState) -> bool:
    """Tell whether rows are a part of a split, or have a name that says so."""
    names = [node.id for node in ast.walk(rows) if isinstance(node, ast.Name)]
    return any(name in state.parts or "train" in name.lower() for name in names)


def transformer(value: ast.expr) -> str:
    """Return the class of the transformer that a call makes, "" for anything else."""
    name = dotted(value.func).rpartition(".")[2] if isinstance(value, ast.Call) else ""
    return name if name in _LEARNERS else ""
