import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, is_run, last_name, rule
from roadworthy_rules.code.training._loops import inside, scopes

_LISTS = frozenset("glob glob.glob listdir os.listdir".split())
#: What brings an order about.
_ORDERS = ("sort(", "sorted(", "argsort(")
#: One of these is in the text of what numbers names.
_NUMBERS = (".index(", "enumerate(", "range(len(")


@rule(Severity.NOTE, since="0.3", handwritten=True)
def labels_in_listing_order(module: Module) -> Iterator[Finding]:
    """The numbers of classes follow the order of the file system.

    `os.listdir` and `glob` give names in any order, another one on each machine. Class 0 is then "cat" where
    you train and "dog" where you predict, and nothing fails. Sort the names, and store them with the model:
    `sorted(os.listdir(path))`.

    The rule looks for a table of names and numbers that is made from such a list, for `index` of the list,
    and for numbers of `enumerate` or `range(len(names))` that a list or table of labels gets. It ignores
    functions that sort anything.

    ```python bad
    import os

    def load(path):
        return {name: number for number, name in enumerate(os.listdir(path))}
    ```
    ```python bad
    import os

    def load(path):
        rows, labels = [], []
        names = os.listdir(path)
        for name in names:
            for row in os.listdir(os.path.join(path, name)):
                rows.append(row)
                labels.append(names.index(name))
        return rows, labels
    ```
    ```python bad
    import os

    def load(path):
        names = os.listdir(path)
        labels = {}
        for number in range(len(names)):
            labels[str(number)] = names[number]
        return labels
    ```
    ```python good
    import os

    def load(path):
        names = sorted(os.listdir(path))
        return {name: number for number, name in enumerate(names)}

    def show(path):
        for number, name in enumerate(os.listdir(path)):
            print(number, name)
    ```
    """
    text = module.text
    if "listdir(" not in text and "glob(" not in text:
        return
    if not any(hint in text for hint in _NUMBERS) or not is_run(module.path, module.role):
        return
    for scope in scopes(module):
        nodes = list(inside(scope))
        if any(isinstance(node, ast.Call) and f"{last_name(node.func)}(" in _ORDERS for node in nodes):
            continue
        for node, name in _numbered(nodes):
            yield Finding(
                f"the numbers of classes follow the order of `{name}`, which is any", module.at(node)
            )
            break


def _numbered(nodes: list[ast.AST]) -> Iterator[tuple[ast.AST, str]]:
    """Yield where names of an unsorted list get numbers that are kept, and what lists them."""
    lists: dict[str, str] = {}
    for node in nodes:
        match node:
            case ast.Assign(targets=[target], value=value):
                lists.pop(dotted(target), None)
                if name := _listing(value, {}):
                    lists[dotted(target)] = name
            case ast.DictComp(key=key, value=value, generators=[one]):
                if (found := _counted(one.iter, one.target, lists)) and found[1] in (
                    dotted(key),
                    dotted(value),
                ):
                    yield node, found[0]
            case ast.For(
                target=ast.Name(id=number),
                iter=ast.Call(
                    func=ast.Name(id="range"), args=[ast.Call(func=ast.Name(id="len"), args=[rows])]
                ),
            ) if dotted(rows) in lists and _is_stored(node, f"{dotted(rows)}[{number}]", number):
                yield node, lists[dotted(rows)]
            case ast.For(target=target, iter=iterated):
                if (found := _counted(iterated, target, lists)) and _is_kept(node, found[1]):
                    yield node, found[0]
            case ast.Call(func=ast.Attribute(value=owner, attr="index"), args=[_]) if dotted(owner) in lists:
                yield node, lists[dotted(owner)]


def _listing(value: ast.expr, lists: dict[str, str]) -> str:
    """Return what lists the names of a directory in any order, "" for other values."""
    match value:
        case ast.Call(func=ast.Name(id="list"), args=[inner]):
            return _listing(inner, lists)
        case ast.Call(func=function) if dotted(function) in _LISTS:
            return last_name(function)
        case ast.ListComp(generators=[one], elt=ast.Name()):
            return _listing(one.iter, lists)
    return lists.get(dotted(value), "")


def _counted(iterated: ast.expr, target: ast.expr, lists: dict[str, str]) -> tuple[str, str] | None:
    """Return what lists the names that `enumerate` counts, and the name of the number."""
    match iterated, target:
        case ast.Call(func=ast.Name(id="enumerate"), args=[rows, *_]), ast.Tuple(
            elts=[ast.Name(id=number), _]
        ):
            if listing := _listing(rows, lists):
                return listing, number
    return None


def _is_kept(loop: ast.For, number: str) -> bool:
    """Tell whether a loop adds its number to a list, or to a table by the name that it counts."""
    counted = loop.target.elts[1] if isinstance(loop.target, ast.Tuple) else None
    for node in ast.walk(loop):
        match node:
            case ast.Call(func=ast.Attribute(attr="append"), args=[ast.Name(id=name)]) if name == number:
                return True
            case ast.Assign(targets=[ast.Subscript(slice=key)], value=ast.Name(id=name)):
                if name == number and counted is not None and dotted(key) == dotted(counted):
                    return True
    return False


def _is_stored(loop: ast.For, row: str, number: str) -> bool:
    """Tell whether a loop over numbers puts the row of each into a table, with its number."""
    numbers = (number, f"str({number})")
    for node in ast.walk(loop):
        match node:
            case ast.Assign(targets=[ast.Subscript(slice=key)], value=value):
                pair = ast.unparse(key), ast.unparse(value)
                if row in pair and (pair[0] in numbers or pair[1] in numbers):
                    return True
    return False
