"""What a function does, what its names mean included, as a text that is equal for those that do the same."""

import ast
from collections.abc import Iterator

from roadworthy import Module

#: Definitions that a name is followed through before it is taken for what it is called.
_DEPTH = 3


def meaning(node: ast.FunctionDef | ast.AsyncFunctionDef, module: Module, depth: int = _DEPTH) -> str:
    """Return a text of a function at the top of a module; docstring, annotations and local names are no part.

    A local name stands for the place where it comes first, a free one for what it is in its module: what is
    imported, a constant's value, or a function's own meaning. Anything else that is a module's own differs
    from all of another's.
    """
    return "\n".join(_parts(node, module, depth))


def _parts(node: ast.FunctionDef | ast.AsyncFunctionDef, module: Module, depth: int) -> Iterator[str]:
    local: dict[str, int | None] = dict.fromkeys(_local(node))
    count = 0
    known: dict[str, str] = {}
    body = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
    given = [*node.args.posonlyargs, *node.args.args]
    yield f"{type(node).__name__} {len(node.args.posonlyargs)}"
    # Parameters that are given by position may have any name.
    pending: list[object] = [*given, node.args.vararg, node.args.kwonlyargs, node.args.kwarg]
    pending = [*pending, node.args.defaults, node.args.kw_defaults, *body][::-1]
    while pending:
        item = pending.pop()
        if isinstance(item, list):
            yield f"[{len(item)}"
            pending.extend(reversed(item))
        elif isinstance(item, ast.AST):
            yield type(item).__name__
            for name, value in reversed(list(ast.iter_fields(item))):
                if name in ("annotation", "returns", "type_comment", "ctx", "kind"):
                    continue
                is_name = isinstance(value, str) and not isinstance(
                    item, (ast.Constant, ast.keyword, ast.Attribute)
                )
                pending.append((value,) if is_name else value)
        elif isinstance(item, tuple):
            (name,) = item
            if name in local:
                if local[name] is None:
                    local[name] = count
                    count += 1
                yield f"local {local[name]}"
            else:
                known.setdefault(name, "itself" if name == node.name else _free(name, module, depth))
                yield known[name]
        else:
            yield repr(item)


def _local(node: ast.AST) -> set[str]:
    names: set[str] = set()
    shared: set[str] = set()
    for part in ast.walk(node):
        match part:
            case ast.arg(arg=name):
                names.add(name)
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                names.add(name)
            case (
                ast.ExceptHandler(name=str(name))
                | ast.MatchAs(name=str(name))
                | ast.MatchStar(name=str(name))
            ):
                names.add(name)
            case ast.alias(asname=asname, name=name):
                names.add(asname or name.partition(".")[0])
            case ast.Global(names=given):
                shared.update(given)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                if part is not node:
                    names.add(name)
    return names - shared


def _free(name: str, module: Module, depth: int) -> str:
    """Return what a name means at the top of a module."""
    own = f"{name} of {module.path}"
    found = [statement for statement in module.tree.body if name in _bound(statement)]
    if not found:
        guarded = any(name in _bound(node) for node in ast.walk(module.tree) if isinstance(node, ast.stmt))
        return own if guarded else f"built-in {name}"
    if len(found) > 1:
        return own
    match found[0]:
        case ast.Import(names=names):
            alias = next(alias for alias in names if name in _alias(alias))
            return f"import {alias.name if alias.asname else name}"
        case ast.ImportFrom(module=source, names=names, level=level):
            alias = next(alias for alias in names if name in _alias(alias))
            # A relative import means another module from another package.
            base = module.path.split("/")[:-level] if level else []
            return f"import {'/'.join(base)} {source or ''} {alias.name}"
        case ast.Assign(value=value) | ast.AnnAssign(value=value) if value and _is_constant(value):
            return f"constant {ast.dump(value)}"
        case ast.FunctionDef() | ast.AsyncFunctionDef() as inner if depth and not inner.decorator_list:
            return f"function ({meaning(inner, module, depth - 1)})"
    return own


def _bound(statement: ast.stmt) -> set[str]:
    match statement:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return {name}
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            return {name for alias in names for name in _alias(alias)}
        case ast.Assign(targets=targets):
            return {part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name)}
        case ast.AnnAssign(target=ast.Name(id=name)) | ast.AugAssign(target=ast.Name(id=name)):
            return {name}
    return set()


def _alias(alias: ast.alias) -> tuple[str]:
    return (alias.asname or alias.name.partition(".")[0],)


def _is_constant(node: ast.expr) -> bool:
    """Tell whether a value cannot be changed, and is written out: a number, a text, a tuple of them."""
    match node:
        case ast.Constant():
            return True
        case ast.Tuple(elts=items):
            return all(map(_is_constant, items))
        case ast.UnaryOp(operand=value):
            return _is_constant(value)
        case ast.BinOp(left=left, right=right):
            return _is_constant(left) and _is_constant(right)
        case ast.Call(func=ast.Attribute(value=ast.Name(id="re"), attr="compile"), args=arguments):
            return all(map(_is_constant, arguments))
    return False
