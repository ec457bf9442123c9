"""Statements that do nothing: a method that is not called, and a call whose result is dropped."""

import ast

#: Methods that are called for what they do, in code that trains networks.
_ACTIONS = frozenset("backward eval step train zero_grad".split())
_NETWORKS = ("torch", "paddle")
#: Methods that give another table, array or text, and leave their own as it is.
_OF_TABLES = frozenset(
    "astype drop_duplicates dropna fillna reset_index set_index sort_index sort_values".split()
)
_TABLES = ("pandas", "geopandas")
_OF_ARRAYS = frozenset("permute reshape squeeze unsqueeze".split())
_ARRAYS = ("numpy", "torch", "tensorflow", "jax")
_OF_TEXTS = frozenset("casefold lower lstrip rstrip strip swapcase upper".split())
_DROPPED = _OF_TABLES | _OF_ARRAYS | _OF_TEXTS


def dropped(statement: ast.Expr, text: str) -> str:
    """Return why a statement does nothing, "" if it may do something; `text` is of the code around it."""
    match statement.value:
        case ast.Attribute(value=ast.Name() | ast.Attribute() as owner, attr=name) if name in _ACTIONS:
            # `self.step` is as likely a property.
            if _names(text, _NETWORKS) and ast.unparse(owner) not in ("self", "cls"):
                return f"`{ast.unparse(statement)}` is not called: its parentheses are missing"
        case ast.Call(func=ast.Attribute(value=owner, attr=name), keywords=keywords) if not any(
            keyword.arg in ("inplace", "out", None) for keyword in keywords
        ):
            if name not in _DROPPED or ast.unparse(owner) in ("self", "cls", "super()"):
                return ""
            tables = name in _OF_TABLES and _names(text, _TABLES)
            arrays = name in _OF_ARRAYS and _names(text, _ARRAYS)
            if tables or arrays or (name in _OF_TEXTS and not statement.value.args[1:] and not keywords):
                shown = ast.unparse(statement)
                shown = shown if len(shown) <= 60 else f"{shown[:59]}…"
                return f"`{shown}` does nothing: `{name}` gives a new value, which is dropped"
    return ""


def _names(text: str, words: tuple[str, ...]) -> bool:
    return any(word in text for word in words)
