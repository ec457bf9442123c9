"""Models that are saved without the transformer that their rows went through."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from roadworthy import dotted
from roadworthy_rules._roots import uncalled_root

_TRANSFORMERS = frozenset(
    "ColumnTransformer CountVectorizer KNNImputer MaxAbsScaler MinMaxScaler OneHotEncoder OrdinalEncoder PCA"
    " PowerTransformer QuantileTransformer RobustScaler SelectKBest SimpleImputer StandardScaler"
    " TargetEncoder TfidfVectorizer TruncatedSVD".split()
)
_CHANGES = frozenset(("fit_transform", "transform"))
#: Methods that use a transformer without saving it.
_OWN_USES = frozenset(
    "fit fit_transform get_feature_names get_feature_names_out inverse_transform set_output transform".split()
)
#: Functions that store what they get first, and methods that store what they are called on.
_STORES = frozenset("dump joblib.dump pickle.dump torch.save cloudpickle.dump dill.dump".split())
_SAVES = frozenset(("save", "save_model"))
#: One of these is in what is found.
_HINTS = ("Scaler", "Vectorizer", "Encoder", "Imputer", "PCA", "Transformer", "SVD", "SelectKBest")
_STORING = ("dump(", ".save(", "save_model(")


def may_save_model(text: str) -> bool:
    """Tell whether a text may save a model without its transformer."""
    return any(hint in text for hint in _HINTS) and any(word in text for word in _STORING)


def unsaved_transformers(scopes: Sequence[Sequence[ast.AST]]) -> Iterator[tuple[str, ast.Call]]:
    """Yield a message and each call that saves a model without a transformer which changed its rows.

    Each scope has its nodes in the order of the code; the first one is that of the module.
    """
    module, *functions = scopes
    yield from _in_scope(module, functions)
    for function in functions:
        yield from _in_scope(function, ())


def _in_scope(
    scope: Sequence[ast.AST], others: Sequence[Sequence[ast.AST]]
) -> Iterator[tuple[str, ast.Call]]:
    """Yield a message and each such call in one scope; `others` are scopes that may use its transformers."""
    made = {
        target.id
        for node in scope
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and dotted(node.value.func).rpartition(".")[2] in _TRANSFORMERS
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    if not made:
        return
    kept = set(_kept(scope, made))
    kept |= {node.id for nodes in others for node in nodes if isinstance(node, ast.Name)}
    seen: set[str] = set()
    for model, transformer, call in _saved(scope, made - kept):
        if transformer not in seen:
            seen.add(transformer)
            yield f"`{model}` is saved without `{transformer}`, which changed its rows", call


def _kept(nodes: Sequence[ast.AST], names: set[str]) -> Iterator[str]:
    """Yield the transformers that are handed to something, or asked for what they have learned."""
    owners = {
        id(node.value)
        for node in nodes
        if isinstance(node, ast.Attribute) and node.attr in _OWN_USES and isinstance(node.value, ast.Name)
    }
    for node in nodes:
        match node:
            case ast.Name(id=name, ctx=ast.Load()) if name in names and id(node) not in owners:
                yield name


def _saved(scope: Sequence[ast.AST], transformers: set[str]) -> Iterator[tuple[str, str, ast.Call]]:
    changed: dict[str, str] = {}
    trained: dict[str, str] = {}
    for node in scope:
        match node:
            case ast.Assign(targets=targets, value=value):
                by = _changed_by(value, transformers, changed)
                model = trained.get(uncalled_root(value), "") if not isinstance(value, ast.Subscript) else ""
                for name in _names(targets):
                    if by:
                        changed[name] = by
                    if model and isinstance(value, ast.Attribute):
                        trained[name] = model
            case ast.Call(func=ast.Attribute(value=owner, attr="fit"), args=[rows, *_]):
                by = _changed_by(rows, transformers, changed)
                if by and (name := dotted(owner)) and name not in transformers:
                    trained[name] = by
            case ast.Call(func=function, args=[first, *_]) if dotted(function) in _STORES:
                if by := trained.get(uncalled_root(first) or dotted(first), ""):
                    yield dotted(first) or uncalled_root(first), by, node
            case ast.Call(func=ast.Attribute(value=owner, attr=name)) if name in _SAVES:
                if by := trained.get(dotted(owner), ""):
                    yield dotted(owner), by, node


def _changed_by(value: ast.expr, transformers: set[str], changed: dict[str, str]) -> str:
    """Return the transformer that the rows of a value went through."""
    for node in ast.walk(value):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attribute)):
                if name in transformers and attribute in _CHANGES:
                    return name
    # What a model predicts for such rows is no row.
    if any(isinstance(node, ast.Attribute) and node.attr.startswith("predict") for node in ast.walk(value)):
        return ""
    names = (node.id for node in ast.walk(value) if isinstance(node, ast.Name))
    return next((changed[name] for name in names if name in changed), "")


def _names(targets: Sequence[ast.expr]) -> Iterator[str]:
    for target in targets:
        for item in target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]:
            if name := uncalled_root(item):
                yield name
