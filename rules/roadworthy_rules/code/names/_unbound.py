"""The names that a module looks up and that no scope on the way binds (see `_scopes.py`)."""

import ast
import builtins
import functools
from collections.abc import Iterable

from roadworthy import bound_by
from roadworthy_rules.code.names._filled import fills_module
from roadworthy_rules.code.names._scopes import Lookup, NameScope, is_bound

_BUILTINS = frozenset(dir(builtins))
#: Whose subscripts hold types, so that a text in them is a name.
_TYPES = ("typing", "typing_extensions", "collections", "builtins")
#: Modules whose classes read the words in the bodies of their subclasses, so that these need no definition.
_READERS = ("sly",)


@functools.lru_cache(maxsize=1)
def unbound(tree: ast.Module, *, past_stars: bool = False) -> tuple[Lookup, ...]:
    """Return the names that nothing binds, in source order; none where they cannot be known.

    With `past_stars`, `import *` at the top level binds nothing: the names may come from it.
    """
    walker = _Walker(tree)
    walker.past_stars = past_stars
    try:
        walker.block(tree.body, walker.module)
    except RecursionError:
        return ()
    if walker.unknowable:
        return ()
    found = [lookup for lookup, scope in walker.lookups if not is_bound(lookup, scope)]
    return tuple(sorted(found, key=lambda lookup: (lookup.line, lookup.column)))


class _Walker:
    """Walks a tree once: what binds a name goes to its scope, what reads one to `lookups`."""

    def __init__(self, tree: ast.Module) -> None:
        self.module = NameScope("module", None, set(_BUILTINS))
        self.lookups: list[tuple[Lookup, NameScope]] = []
        self.unknowable = False
        self.past_stars = False
        self.meant: dict[str, str] = {}  # what names are imported as, for `Literal` and the like
        self.postponed = any(
            isinstance(node, ast.ImportFrom)
            and node.module == "__future__"
            and any(alias.name == "annotations" for alias in node.names)
            for node in tree.body
        )
        self.asked = 0  # how many `try` around here catch a NameError
        self.late = 0  # how many annotations around here are never evaluated
        self.text: ast.Constant | None = None  # the text that holds what is walked

    def block(self, nodes: Iterable[ast.AST], scope: NameScope) -> None:
        for node in nodes:
            self.visit(node, scope)

    def visit(self, node: ast.AST, scope: NameScope) -> None:
        match node:
            case ast.Name(id=name, ctx=ast.Load()):
                self._read(name, node, scope)
            case ast.Name(id=name):
                self._bind(name, scope)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                self._function(node, scope)
            case ast.ClassDef():
                self._class(node, scope)
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                self._comprehension(node, scope)
            case ast.NamedExpr(target=ast.Name(id=name), value=value):
                home = scope
                while home.kind == "comprehension":
                    home = home.parent or self.module
                self._bind(name, home)
                self.visit(value, scope)
            case ast.Import(names=names):
                for alias in names:
                    self._imported(bound_by(alias), alias.name, scope)
            case ast.ImportFrom(module=module, names=names):
                for alias in names:
                    self.unknowable |= alias.name == "*" and not self.past_stars
                    self._imported(bound_by(alias), f"{module}.{alias.name}", scope)
            case ast.Global(names=names):
                scope.shared.update(names)
                self.module.bound.update(names)
            case ast.Nonlocal():
                pass
            case ast.ExceptHandler(name=name, type=caught, body=body):
                if name and name not in scope.shared:
                    lines = range(node.lineno, (node.end_lineno or node.lineno) + 1)
                    scope.caught.setdefault(name, []).append(lines)
                self.block([caught] if caught else [], scope)
                self.block(body, scope)
            case ast.Try() | ast.TryStar():
                asks = any(_catches(handler.type) for handler in node.handlers)
                self.asked += asks
                self.block(node.body, scope)
                self.asked -= asks
                self.block((*node.handlers, *node.orelse, *node.finalbody), scope)
            case ast.AnnAssign(target=target, annotation=annotation, value=value):
                self.block([target, *([value] if value else [])], scope)
                self._annotation(annotation, scope, late=scope.kind == "function")
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                self._bind(name, scope)
                self.block(ast.iter_child_nodes(node), scope)
            case ast.MatchMapping(rest=str(name)):
                self._bind(name, scope)
                self.block(ast.iter_child_nodes(node), scope)
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Attribute() | ast.Name() as value):
                self.meant.setdefault(name, self._meaning(value))
                self.block(ast.iter_child_nodes(node), scope)
            case ast.Attribute(value=ast.Name(id="builtins" | "__builtin__"), attr=name, ctx=ast.Store()):
                self.module.bound.add(name)
            case ast.Subscript() | ast.Call():
                if fills_module(node, scope):
                    self.unknowable = True
                self.block(ast.iter_child_nodes(node), scope)
            case _ if type(node).__name__ == "TypeAlias":
                self._bind(node.name.id, scope)  # type: ignore[attr-defined]
                inner = self._parameters(node, scope)
                self._annotation(node.value, inner, late=True)  # type: ignore[attr-defined]
            case _:
                self.block(ast.iter_child_nodes(node), scope)

    def _read(self, name: str, node: ast.Name, scope: NameScope) -> None:
        if not self.asked:
            at = self.text or node
            self.lookups.append((Lookup(name, at.lineno, at.col_offset, not self.late), scope))

    def _bind(self, name: str, scope: NameScope) -> None:
        (self.module if name in scope.shared else scope).bound.add(name)

    def _imported(self, name: str, what: str, scope: NameScope) -> None:
        self._bind(name, scope)
        # `import a.b` binds `a`.
        self.meant.setdefault(name, name if what.startswith(f"{name}.") else what)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, scope: NameScope) -> None:
        given = node.args
        every = [*given.posonlyargs, *given.args, *given.kwonlyargs]
        every += [extra for extra in (given.vararg, given.kwarg) if extra]
        self.block([*given.defaults, *(item for item in given.kw_defaults if item)], scope)
        around = scope
        if not isinstance(node, ast.Lambda):
            self._bind(node.name, scope)
            self.block(node.decorator_list, scope)
            around = self._parameters(node, scope)
            for note in [*(item.annotation for item in every), node.returns]:
                if note:
                    self._annotation(note, around)
        inner = NameScope("function", around, {item.arg for item in every})
        self.block([node.body] if isinstance(node, ast.Lambda) else node.body, inner)

    def _class(self, node: ast.ClassDef, scope: NameScope) -> None:
        self._bind(node.name, scope)
        self.block(node.decorator_list, scope)
        around = self._parameters(node, scope)
        self.block([*node.bases, *node.keywords], around)
        inner = NameScope("class", around)
        inner.filled = any(self._meaning(base).partition(".")[0] in _READERS for base in node.bases)
        # Names for their own sake do nothing, unless a base reads them: `class Monkey(Record): items, test`.
        body = [item for item in node.body if not (node.bases and _is_words(item))]
        self.block(body, inner)

    def _parameters(self, node: ast.AST, scope: NameScope) -> NameScope:
        """Return the scope of a definition's parameters of types (PEP 695), `scope` where it has none."""
        parameters = getattr(node, "type_params", None)
        if not parameters:
            return scope
        inner = NameScope("types", scope, {parameter.name for parameter in parameters})
        for parameter in parameters:
            self.block(ast.iter_child_nodes(parameter), inner)
        return inner

    def _comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp, scope: NameScope
    ) -> None:
        inner = NameScope("comprehension", scope)
        for number, part in enumerate(node.generators):
            self.visit(part.iter, inner if number else scope)
            self.visit(part.target, inner)
            self.block(part.ifs, inner)
        parts = (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,)
        self.block(parts, inner)

    def _annotation(self, node: ast.expr, scope: NameScope, *, late: bool = False) -> None:
        late = late or self.postponed
        self.late += late
        self._type(node, scope)
        self.late -= late

    def _type(self, node: ast.AST, scope: NameScope) -> None:
        """Walk an annotation, in which texts are types where types are written."""
        match node:
            case ast.Constant(value=str(text)) if self.text is None:
                self._written(node, text, scope)
            case ast.Constant():
                pass
            case ast.Subscript(value=base, slice=inside):
                self.visit(base, scope)
                meaning = self._meaning(base)
                last = meaning.rpartition(".")[2]
                if last == "Literal":
                    return
                if last == "Annotated":
                    first, *rest = inside.elts if isinstance(inside, ast.Tuple) and inside.elts else [inside]
                    self._type(first, scope)
                    self.block(rest, scope)
                elif meaning.partition(".")[0] in _TYPES or meaning in _BUILTINS:
                    self._type(inside, scope)
                else:  # a text may be a shape, or a unit
                    self.visit(inside, scope)
            case ast.Tuple() | ast.List() | ast.BinOp() | ast.Starred():
                for item in ast.iter_child_nodes(node):
                    self._type(item, scope)
            case _:
                self.visit(node, scope)

    def _written(self, node: ast.Constant, text: str, scope: NameScope) -> None:
        try:
            inner = ast.parse(text.strip(), "", mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return
        # A tuple or a word in lower case is a note for readers, as in "(lock, name)" or "seconds".
        if isinstance(inner, ast.Tuple) or (isinstance(inner, ast.Name) and inner.id.islower()):
            return
        self.text, self.late = node, self.late + 1
        self._type(inner, scope)
        self.text, self.late = None, self.late - 1

    def _meaning(self, node: ast.AST) -> str:
        """Return a dotted name with its first part as it was imported, "" for anything else."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.insert(0, node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return ""
        return ".".join([self.meant.get(node.id, node.id), *parts])


def _is_words(statement: ast.stmt) -> bool:
    """Tell whether a statement is names with commas between them, and nothing else."""
    match statement:
        case ast.Expr(value=ast.Tuple(elts=parts)):
            return all(isinstance(part, ast.Name) for part in parts)
    return False


def _catches(caught: ast.expr | None) -> bool:
    """Tell whether a handler is there for names that may be missing: it names `NameError`, or everything."""
    named = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return caught is None or any(isinstance(item, ast.Name) and item.id == "NameError" for item in named)
