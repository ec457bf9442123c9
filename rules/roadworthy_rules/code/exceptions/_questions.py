"""Code in which a failure is an answer: a function of `True` and `False`, a length, what Git says.

So is whether a part of a text is a number, of which type a value is, and how a task ends that was cancelled.
What a cache keeps is kept for speed: where that fails, it is made again.
"""

import ast
from collections.abc import Iterator

from roadworthy import Module, last_name, nodes_of

#: Statements that hold others and are no part of reading one number.
_BLOCKS = (ast.For, ast.While, ast.With)
#: What reads a value from a text, and the methods that cut a sign off one. To strip each line of a file is
#: to read its rows: no such part.
_READS = frozenset("Decimal Fraction complex float fromisoformat int".split())
_PARTS = frozenset(("removeprefix", "removesuffix", "replace"))
#: What else may be called beside: a question about a text, and what keeps the value.
_BESIDE = _READS | _PARTS
_BESIDE |= frozenset("add append endswith isdigit isinstance len lower startswith strip".split())
#: What Git only tells.
_TELLS = frozenset("branch config describe log remote rev-list rev-parse show status symbolic-ref".split())


def is_question(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Tell whether all that a function returns is `True` or `False`, the former at its end."""
    match function.body[-1]:
        case ast.Return(value=ast.Constant(value=True)):
            returns = (part.value for part in ast.walk(function) if isinstance(part, ast.Return))
            return all(isinstance(value, ast.Constant) and value.value in (True, False) for value in returns)
    return False


def says_no(handler: ast.ExceptHandler) -> bool:
    match handler.body:
        case [ast.Return(value=ast.Constant(value=False))]:
            return True
    return False


def answering(body: list[ast.stmt]) -> Iterator[ast.Try]:
    """Yield the last `try` of a function that asks whether something works: `True`, and else `False`."""
    match body[-2:]:
        case [ast.Try(body=[*_, ast.Return(value=ast.Constant(value=True))]) as last, ast.Return() as end]:
            if isinstance(end.value, ast.Constant) and end.value.value is False:
                yield last


def asks_length(body: list[ast.stmt]) -> bool:
    """Tell whether all that is tried is the length of a value, which not all of its kind have."""
    match body:
        case [ast.Assign(value=ast.Call(func=ast.Name(id="len"), args=[argument]))]:
            return not any(isinstance(part, ast.Call) for part in ast.walk(argument))
    return False


def asks_git(body: list[ast.stmt]) -> bool:
    """Tell whether what is tried asks Git about the checkout: a tree without a history has none to tell."""
    match body[0]:
        case ast.Assign(value=value) | ast.Return(value=ast.expr() as value):
            lists = (part.elts for part in ast.walk(value) if isinstance(part, (ast.List, ast.Tuple)))
            return any(_is_telling(words) for words in lists)
    return False


def _is_telling(words: list[ast.expr]) -> bool:
    match words:
        case [ast.Constant(value="git"), ast.Constant(value=str(command)), *_]:
            return command in _TELLS
    return False


def asks_number(body: list[ast.stmt], module: Module) -> bool:
    """Tell whether all that is tried is to read a number or a day from a part of a text, and to keep it.

    A text that has none is passed over on purpose. The part is a slice, or what a method of strings gives, in
    what is tried or in an assignment: a value from elsewhere, as a cell of a table, is no part.
    """
    if any(isinstance(statement, _BLOCKS) for statement in body):
        return False
    nodes = [node for statement in body for node in ast.walk(statement)]
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    reads = [call for call in calls if last_name(call.func) in _READS and call.args]
    if len(reads) != 1 or not all(last_name(call.func) in _BESIDE for call in calls):
        return False
    if any(isinstance(node, (ast.Await, *_BLOCKS)) for node in nodes):
        return False
    # A key or an attribute that is missing is a fault.
    if any(isinstance(node, ast.Subscript) and _is_key(node) for node in nodes):
        return False
    called = {id(call.func) for call in calls}
    if any(isinstance(node, ast.Attribute) and id(node) not in called for node in nodes):
        return False
    return _is_part(reads[0].args[0], module)


def _is_key(node: ast.Subscript) -> bool:
    """Tell whether an item is taken by anything but a slice or a number."""
    index = node.slice.operand if isinstance(node.slice, ast.UnaryOp) else node.slice
    return not (
        isinstance(index, ast.Slice) or (isinstance(index, ast.Constant) and isinstance(index.value, int))
    )


def _is_part(value: ast.expr, module: Module) -> bool:
    """Tell whether a value is a part of a text, also one that was given a name before."""
    if isinstance(value, ast.Name):
        return any(
            _is_cut(node.value)
            for node in nodes_of(module, ast.Assign)
            if any(isinstance(target, ast.Name) and target.id == value.id for target in node.targets)
        )
    return _is_cut(value)


def _is_cut(value: ast.expr) -> bool:
    """Tell whether a value is a slice, or what a method of strings gives."""
    match value:
        case ast.Subscript(slice=ast.Slice()):
            return True
        case ast.Call(func=ast.Attribute(attr=name)):
            return name in _PARTS
    return False


def awaits_cancelled(body: list[ast.stmt], module: Module) -> bool:
    """Tell whether all that is tried is to await a task that the module cancelled before.

    How it ended is of no interest any more: it fails by being cancelled.
    """
    match body:
        case [ast.Expr(value=ast.Await(value=ast.Name() | ast.Attribute() as task))]:
            awaited = ast.unparse(task)
            return any(
                isinstance(call.func, ast.Attribute)
                and call.func.attr == "cancel"
                and call.lineno < body[0].lineno
                and ast.unparse(call.func.value) == awaited
                for call in nodes_of(module, ast.Call)
            )
    return False


#: Questions about the type of a value, which some types do not know.
_KINDS = frozenset("hasattr is_bool_dtype is_numeric_dtype isinstance issubclass issubdtype".split())
#: Methods by which a cache keeps a value, and those that add a name to what was found.
_KEEPS = frozenset("add put set setex store write".split())
_ADDS = frozenset(("add", "append"))


def asks_type(body: list[ast.stmt]) -> bool:
    """Tell whether all that is tried is a question about a type, and what is of it is added to a list."""
    match body:
        case [ast.If(test=ast.Call(func=function, args=arguments), body=[ast.Expr(value=added)], orelse=[])]:
            asked = last_name(function) in _KINDS and not holds_calls(*arguments)
            return asked and isinstance(added, ast.Call) and _is_added(added)
    return False


def _is_added(call: ast.Call) -> bool:
    return last_name(call.func) in _ADDS and not holds_calls(*call.args)


def holds_calls(*values: ast.expr) -> bool:
    """Tell whether some values call or await anything."""
    return any(isinstance(part, (ast.Call, ast.Await)) for value in values for part in ast.walk(value))


def only_caches(body: list[ast.stmt]) -> bool:
    """Tell whether all that is tried is to keep one value in a cache: `self.cache.set(key, answer)`."""
    match body:
        case [ast.Expr(value=ast.Await(value=ast.Call() as call) | (ast.Call() as call))]:
            owner = call.func.value if isinstance(call.func, ast.Attribute) else None
            return owner is not None and last_name(call.func) in _KEEPS and _is_cache(owner)
        case [ast.Assign(targets=[ast.Subscript(value=owner)], value=value)]:
            return _is_cache(owner) and not holds_calls(value)
    return False


def _is_cache(owner: ast.expr) -> bool:
    """Tell whether a value is called a cache."""
    return "cache" in last_name(owner).lower().split("_")


#: Methods that set a metric.
_MEASURES = frozenset("dec inc observe set".split())


def measures(body: list[ast.stmt]) -> bool:
    """Tell whether all that is tried is to set a metric: `WAITING.labels(queue=name).set(number)`."""
    match body:
        case [ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Call(func=labelled), attr=name)))]:
            return name in _MEASURES and last_name(labelled) == "labels"
    return False


def asks_attributes(body: list[ast.stmt]) -> bool:
    """Tell whether all that is tried is to take attributes that may be missing: `getattr` with a default."""
    taken = 0
    for part in (part for statement in body for part in ast.walk(statement) if isinstance(part, ast.Call)):
        match part:
            case ast.Call(func=ast.Name(id="getattr"), args=[_, _, _]):
                taken += 1
            case ast.Call(func=ast.Name(id="hasattr")):
                pass
            case _:
                return False
    return taken > 0


def is_alternative(statement: ast.Try | ast.TryStar, loop: ast.stmt | None) -> bool:
    """Tell whether what works ends a loop over several ways to do it, so that only what fails goes on.

    A loop over `range` tries the same again, and one without an end may never leave.
    """
    if not isinstance(loop, (ast.For, ast.AsyncFor)):
        return False
    again = isinstance(loop.iter, ast.Call) and last_name(loop.iter.func) == "range"
    last = (statement.orelse or statement.body)[-1]
    return not again and isinstance(last, (ast.Return, ast.Break))
