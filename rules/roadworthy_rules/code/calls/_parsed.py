"""Which attributes a module reads of what its parsers of argparse return, and which arguments these add."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from roadworthy import bindings_of, dotted, nodes_of
from roadworthy_rules.code.calls._places import FUNCTIONS

if TYPE_CHECKING:
    from roadworthy import Module

#: What code does with a parser that shows all of its arguments in the text.
_PLAIN = frozenset(
    "add_argument add_argument_group add_mutually_exclusive_group add_parser add_subparsers description"
    " epilog error exit format_help format_usage parse_args parse_known_args print_help print_usage prog"
    " set_defaults usage".split()
)
#: What gives another part of a parser.
_PARTS = frozenset("add_argument_group add_mutually_exclusive_group add_parser add_subparsers".split())
#: By one of these, a parser or what it returns has names that its module does not show.
_UNSEEN = ("AttributeError", "Namespace", "__dict__", "parents=", "setattr", "namespace=", ".update(")
#: A function, None for the module, and a name in it.
_Place = tuple[int | None, str]


def undefined_arguments(module: Module) -> list[tuple[str, ast.Attribute]]:
    """Return the attributes that code reads of parsed arguments and that no parser of the module adds."""
    text = module.text
    if "ArgumentParser" not in text or "parse_args(" not in text or any(word in text for word in _UNSEEN):
        return []
    calls = nodes_of(module, ast.Call)
    added = _added(calls)
    if added is None or not _is_open(module, calls):
        return []
    scopes = bindings_of(module).scopes
    bound = {id(scope.node): scope for scope in scopes if isinstance(scope.node, FUNCTIONS)}
    small = {name for scope in scopes[1:] if id(scope.node) not in bound for name in scope.bound}
    found = _NamesOfParser(module, bound)
    if any(place in found.parsers and use not in _PLAIN for place, use, _ in found.uses):
        return []
    parsing = {"", *(name for name, gives in found.returned.items() if all(map(_parses, gives)))}
    holders = {
        place
        for place, value in found.given.items()
        if place[1] not in small | scopes[0].rebound and _is_parsed(value, parsing)
    }
    pending: list[_Place | None] = [None, *holders]
    functions = {item.name: item for item in module.tree.body if isinstance(item, ast.FunctionDef)}
    while pending:
        holder = pending.pop()
        for place, taken in _handed(holder, found, functions):
            scope = bound.get(id(functions[place]))
            inner = (id(functions[place]), taken)
            if scope is not None and taken not in scope.rebound | small and inner not in holders:
                holders.add(inner)
                pending.append(inner)
    return [
        (use, node)
        for place, use, node in found.uses
        if place in holders
        and use not in added
        and not use.startswith("_")
        and isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Load)
        and f"'{use}'" not in text
        and f'"{use}"' not in text
    ]


class _NamesOfParser:
    """What a module does with its names, by the function that they belong to.

    `uses` are attributes of names, "" for a name that is used as a whole; `given` are the values of names
    that one statement alone binds, `parsers` the names of parsers and of their parts, `handed` the calls
    that a name is an argument of, None for what a parser returns, and `returned` what functions give.
    """

    def __init__(self, module: Module, bound: dict[int, Any]) -> None:
        self.uses: list[tuple[_Place, str, ast.AST]] = []
        self.given: dict[_Place, ast.expr] = {}
        self.parsers: set[_Place] = set()
        self.handed: list[tuple[_Place | None, ast.Call, int | str]] = []
        self.returned: dict[str, list[ast.expr | None]] = {}
        self._bound = bound
        pending: list[tuple[ast.AST, tuple[ast.AST, ...]]] = [(module.tree, ())]
        while pending:
            node, around = pending.pop()
            self._see(node, around)
            inner = (*around, node) if isinstance(node, FUNCTIONS) else around
            pending += [(child, inner) for child in ast.iter_child_nodes(node)]

    def _see(self, node: ast.AST, around: tuple[ast.AST, ...]) -> None:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                place = self._place(name, around)
                if _makes(value) or _method(value) in _PARTS:
                    self.parsers.add(place)
                scope = self._bound.get(place[0]) if place[0] is not None else None
                if scope is None or name not in scope.rebound:
                    self.given[place] = value
            case ast.Attribute(value=ast.Name(id=name), attr=attribute):
                self.uses.append((self._place(name, around), attribute, node))
            case ast.Call(args=arguments, keywords=keywords):
                pairs = [*enumerate(arguments), *((item.arg, item.value) for item in keywords)]
                for position, value in pairs:
                    if isinstance(value, ast.Name) and position is not None:
                        place = self._place(value.id, around)
                        self.handed.append((place, node, position))
                        self.uses.append((place, "", node))
                    elif _parses(value) and position is not None:
                        self.handed.append((None, node, position))
            case ast.Return(value=value) if len(around) == 1:
                self.returned.setdefault(getattr(around[0], "name", ""), []).append(value)
                if isinstance(value, ast.Name):
                    self.uses.append((self._place(value.id, around), "", node))

    def _place(self, name: str, around: tuple[ast.AST, ...]) -> _Place:
        for function in reversed(around):
            scope = self._bound.get(id(function))
            if scope is not None and name in scope.bound:
                return id(function), name
        return None, name


def _added(calls: Sequence[ast.Call]) -> set[str] | None:
    """Return the names of all arguments that are added; None where one is put together by the program."""
    names: set[str] = set()
    for call in calls:
        method = _method(call)
        if method == "set_defaults":
            names |= {item.arg for item in call.keywords if item.arg}
        if method in ("add_argument", "add_subparsers"):
            added = option_of(call)
            if added is None:
                return None
            names.add(added[1])
    return names


def option_of(call: ast.Call) -> tuple[str, str] | None:
    """Return the option that a call adds to a parser, and the attribute that holds its value; "" for none.

    None where the program puts its arguments together.
    """
    given = {item.arg: item.value for item in call.keywords}
    flags = [
        item.value for item in call.args if isinstance(item, ast.Constant) and isinstance(item.value, str)
    ]
    dest = given.get("dest")
    if None in given or len(flags) != len(call.args) or not isinstance(dest, ast.Constant | None):
        return None
    option = next((flag for flag in flags if flag.startswith("--")), flags[0] if flags else "")
    return option, str(dest.value) if dest is not None else option.lstrip("-").replace("-", "_")


def _is_open(module: Module, calls: Sequence[ast.Call]) -> bool:
    """Tell whether each parser has a name, and whether what is parsed is parsed by one of these."""
    named = [
        target.id
        for node in nodes_of(module, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name) and _makes(node.value)
    ]
    parsers = [dotted(call.func).rpartition(".")[0] for call in calls if _parses(call)]
    return len(named) == sum(map(_makes, calls)) and all(parser in named for parser in parsers)


def _makes(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and dotted(value.func).rpartition(".")[2] == "ArgumentParser"


def _method(value: ast.expr | None) -> str:
    """Return the method that is called, "" for anything else."""
    return value.func.attr if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) else ""


def _parses(value: ast.expr | None) -> bool:
    return _method(value) == "parse_args"


def _is_parsed(value: ast.expr, parsing: set[str]) -> bool:
    """Tell whether a value is what a parser returns, through one function of the module at most."""
    if _parses(value):
        return True
    return isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id in parsing


def _handed(
    holder: _Place | None, found: _NamesOfParser, functions: dict[str, ast.FunctionDef]
) -> Iterator[tuple[str, str]]:
    """Yield the functions of the module that take what a name stands for, with their parameters."""
    for place, call, position in found.handed:
        if place != holder or not isinstance(call.func, ast.Name):
            continue
        function = functions.get(call.func.id)
        if function is None or function.decorator_list:
            continue
        names = [item.arg for item in (*function.args.posonlyargs, *function.args.args)]
        if isinstance(position, str):
            yield call.func.id, position
        elif position < len(names):
            yield call.func.id, names[position]
