"""Which functions answer requests, and which load a model each time they are called."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from roadworthy import Module, bound_by, dotted, is_addressed, last_name, nodes_of
from roadworthy_rules._main_block import is_main_block

#: What brings a stored model back, by its whole name or by the last part of it.
_LOADERS = frozenset("cloudpickle.load dill.load joblib.load pickle.load torch.load torch.jit.load".split())
_LAST = frozenset("from_pretrained load_from_checkpoint load_model".split())
#: Words in the names of decorators that keep what a function returns.
_KEEPS = ("cache", "memo", "once", "singleton")
#: What makes a path of parts that are known.
_PATHS = frozenset("Path abspath dirname join open realpath resolve str".split())
#: What makes a value of another and adds nothing that is kept from one request to the next.
_PLAIN = frozenset("dict float int json len list np numpy pandas pd str".split())

#: What runs a module again for each click.
_PAGES = "streamlit"

Function = ast.FunctionDef | ast.AsyncFunctionDef


def answers(node: Function) -> bool:
    """Tell whether a function answers requests: its decorator names an address."""
    for item in node.decorator_list:
        match item:
            case ast.Call(func=ast.Attribute(attr=name), args=[ast.Constant(value=str(address)), *_]):
                if is_addressed(name) and address[:1] in ("", "/"):
                    return True
    return False


def pages_of(module: Module) -> frozenset[str]:
    """Return the functions of a module that Streamlit runs again at each click: its pages.

    A page calls parts of Streamlit itself, and its module calls it at the end or in the main block.
    """
    names = {
        bound_by(alias)
        for node in nodes_of(module, ast.Import)
        for alias in node.names
        if alias.name == _PAGES
    }
    if not names:
        return frozenset()
    blocks = [item.body for item in module.tree.body if isinstance(item, ast.If) and is_main_block(item)]
    called = {
        last_name(statement.value.func)
        for block in (module.tree.body, *blocks)
        for statement in block
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)
    }
    return frozenset(
        node.name
        for node in nodes_of(module, ast.FunctionDef)
        if node.name in called and any(dotted(call.func).partition(".")[0] in names for call in _shown(node))
    )


def _shown(node: ast.FunctionDef) -> Iterator[ast.Call]:
    """Yield the calls in the statements of a function itself."""
    for statement in node.body:
        yield from calls_of(statement)


def each_time(node: Function) -> list[ast.stmt]:
    """Return the statements that run each time a function is called; none where it may keep what it makes."""
    decorators = " ".join(map(ast.unparse, node.decorator_list)).lower()
    if any(word in decorators for word in _KEEPS):
        return []
    found = list(_always(node.body, _of_request(node)))
    return [] if any(isinstance(item, (ast.Global, ast.Nonlocal)) for item in found) else found


def loaded(node: Function, statements: list[ast.stmt], meant: Mapping[str, str]) -> Iterator[ast.Call]:
    """Yield the calls by which a function loads the same model each time, and keeps it nowhere.

    `meant` are the names that the module imports from others, with what they stand for there.
    """
    given = node.args
    every = [*given.posonlyargs, *given.args, *given.kwonlyargs, *filter(None, (given.vararg, given.kwarg))]
    known: dict[str, ast.expr | None] = {item.arg: None for item in every}
    stored = {part.id for item in statements for part in _stored(item)}
    for statement in statements:
        for item in getattr(statement, "items", ()):
            if isinstance(item.optional_vars, ast.Name):
                known[item.optional_vars.id] = item.context_expr
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                if name not in stored:
                    yield from (call for call in calls_of(value) if _is_load(call, known, meant))
                known[name] = value if name not in known else None
            case ast.Expr(value=value) | ast.Return(value=ast.expr() as value):
                # A function that only loads may be called once, by what keeps the model.
                yield from (call for call in calls_of(value) if _is_load(call, known, meant))
            case ast.For(target=target) | ast.AsyncFor(target=target):
                known.update((part.id, None) for part in ast.walk(target) if isinstance(part, ast.Name))


def calls_of(node: ast.AST) -> Iterator[ast.Call]:
    """Yield the calls in an expression, or in a statement without those that it contains."""
    pending = [node]
    while pending:
        item = pending.pop()
        if isinstance(item, ast.Call):
            yield item
        inner = ast.iter_child_nodes(item)
        pending += (part for part in inner if not isinstance(part, (ast.stmt, ast.Lambda, ast.ExceptHandler)))


def _always(body: list[ast.stmt], asked: frozenset[str]) -> Iterator[ast.stmt]:
    """Yield statements that run for each call, or for each request with certain data or a certain method.

    `asked` are the names of what the request holds: a condition on these says nothing of what is loaded yet.
    """
    for statement in body:
        yield statement
        match statement:
            case ast.With() | ast.AsyncWith() | ast.For() | ast.AsyncFor() | ast.Try():
                yield from _always(statement.body, asked)
            case ast.If(test=test):
                names = {part.id for part in ast.walk(test) if isinstance(part, ast.Name)}
                if "request.method" in ast.unparse(test):
                    yield from _always(statement.body, asked)
                elif names and names <= asked:
                    yield from _always([*statement.body, *statement.orelse], asked)


def _of_request(node: Function) -> frozenset[str]:
    """Return the names in a function that hold the data of the request, or what is made of it alone."""
    found: set[str] = set()
    for statement in _plain(node.body):
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                names = {part.id for part in ast.walk(value) if isinstance(part, ast.Name)}
                if names & {"request", *found} and names <= {"request", *found, *_PLAIN}:
                    found.add(name)
                else:
                    found.discard(name)
    return frozenset(found)


def _plain(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements of a function up to its conditions, those of `try` and `with` included."""
    for statement in body:
        yield statement
        if isinstance(statement, (ast.With, ast.AsyncWith, ast.Try)):
            yield from _plain(statement.body)


def _stored(statement: ast.stmt) -> Iterator[ast.Name]:
    """Yield the names whose values a statement keeps in an object or a table."""
    if isinstance(statement, ast.Assign) and not all(isinstance(t, ast.Name) for t in statement.targets):
        yield from (part for part in ast.walk(statement.value) if isinstance(part, ast.Name))


def _is_load(call: ast.Call, known: Mapping[str, ast.expr | None], meant: Mapping[str, str]) -> bool:
    name = dotted(call.func)
    return is_loader(meant.get(name, name)) and bool(call.args) and _is_fixed(call.args[0], known)


def is_loader(name: str) -> bool:
    """Tell whether a function, by its whole name, brings a stored model back: `joblib.load`."""
    return name in _LOADERS or name.rpartition(".")[2] in _LAST


def _is_fixed(node: ast.expr, known: Mapping[str, ast.expr | None], depth: int = 9) -> bool:
    """Tell whether a path is the same each time: no parameter and nothing unknown is a part of it."""
    match node:
        case ast.Constant():
            return True
        case ast.Name(id=name) if name in known:
            value = known[name]
            return value is not None and depth > 0 and _is_fixed(value, known, depth - 1)
        case ast.Name():
            return True
        case ast.Attribute(value=value):
            return _is_fixed(value, known, depth)
        case ast.Subscript(value=value, slice=index):
            return _is_fixed(value, known, depth) and _is_fixed(index, known, depth)
        case ast.BinOp(left=left, right=right):
            return _is_fixed(left, known, depth) and _is_fixed(right, known, depth)
        case ast.FormattedValue(value=value):
            return _is_fixed(value, known, depth)
        case ast.JoinedStr(values=parts):
            return all(_is_fixed(part, known, depth) for part in parts)
        case ast.Call(func=function, args=arguments):
            named = last_name(function) in _PATHS
            return named and all(_is_fixed(item, known, depth) for item in arguments)
    return False
