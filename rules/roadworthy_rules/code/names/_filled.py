"""Names that are put into a module while it runs, so that no one can tell which it has."""

import ast

from roadworthy_rules.code.names._scopes import NameScope

#: Functions that only read the names of a module that is handed to them.
_READERS = frozenset(
    "dict eval get_type_hints getattr hasattr id isinstance iter len list locals print repr set sorted str"
    " testmod timeit Timer tuple type vars".split()
)


def fills_module(node: ast.Subscript | ast.Call, scope: NameScope) -> bool:
    """Tell whether an expression binds names in its module or among the builtins.

    `exec` without namespaces does at the top of a module; `globals()["x"] = 1` and `globals().update(...)` do
    everywhere, as does `gettext.install`, and may a function that is handed `globals()`.
    """
    match node:
        case ast.Call(func=ast.Name(id="exec"), args=[_, *spaces]):
            return _is_of_module(spaces, scope)
        case (
            ast.Subscript(value=ast.Call(func=ast.Name(id="globals" | "vars")), ctx=ast.Store())
            | ast.Call(
                func=ast.Attribute(value=ast.Call(func=ast.Name(id="globals" | "vars")), attr="update")
            )
            | ast.Call(func=ast.Attribute(value=ast.Name(id="gettext"), attr="install"))
            | ast.Call(func=ast.Name(id="setattr"), args=[ast.Name(id="builtins"), *_])
        ):
            return True
        case ast.Call(func=func, args=given, keywords=named):
            handed = (*given, *(item.value for item in named if item.arg))
            called = func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")
            return called not in _READERS and any(_is_globals(item) for item in handed)
    return False


def _is_globals(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "globals"


def _is_of_module(spaces: list[ast.expr], scope: NameScope) -> bool:
    """Tell whether `exec` binds names in the module, by the namespaces that it is given."""
    match spaces:
        case []:
            return scope.kind == "module"
        case [ast.Call(func=ast.Name(id="globals")), *_]:
            return True
        case [ast.Call(func=ast.Name(id="locals" | "vars"), args=[]), *_]:
            return scope.kind == "module"
    return False
