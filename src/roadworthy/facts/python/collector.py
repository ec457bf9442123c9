"""What the one walk over a module gathers: a summary, nodes by type, and the scopes that are left to walk."""

from __future__ import annotations

import ast
from collections import defaultdict
from typing import Any

from roadworthy.core.flat_set import FlatSet
from roadworthy.core.late_dataclass import dataclass
from roadworthy.facts.python.bindings import Binding
from roadworthy.facts.python.definitions import definition_of, documented_in, excluded_in, imports_of
from roadworthy.facts.python.exports import exports_of, is_exports
from roadworthy.facts.python.instances import bound_within
from roadworthy.facts.python.module import Module, bound_by
from roadworthy.facts.python.plain_body import announces_removal
from roadworthy.facts.python.scoping import Phase, Scopes
from roadworthy.facts.python.summary import ModuleSummary, Syntax, Variable
from roadworthy.facts.python.syntax import newer
from roadworthy.facts.python.testmarks import marks_in
from roadworthy.facts.python.variables import bound_to, names_alone, objects_in

#: What runs when the function around it has returned, and functions themselves.
_LATER = (
    ast.AsyncFunctionDef,
    ast.FunctionDef,
    ast.GeneratorExp,
    ast.Lambda,
    ast.Yield,
    ast.YieldFrom,
)


@dataclass(slots=True)
class WalkedScope:
    """What is to be walked, and what it mentions; see `Definition` for `names` and `uses`.

    `owner` is "" for a module, a class's name for its body, None inside a function. `phases` are its parts:
    a function's body binds names of its own, and its head those of what is around it.
    """

    phases: list[Phase]
    owner: str | None
    names: set[str]
    uses: set[str]


def _is_main(statement: ast.stmt) -> bool:
    """Tell whether a statement is the block that runs only where its module is started itself."""
    match statement:
        case ast.If(test=ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]), orelse=[]):
            names = [item.id for item in (left, right) if isinstance(item, ast.Name)]
            texts = [item.value for item in (left, right) if isinstance(item, ast.Constant)]
            return names == ["__name__"] and texts == ["__main__"]
    return False


class Collector:
    """Gathers a summary while the scopes of one module are walked."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self.names: set[str] = set()
        self.bound: set[str] = set()
        self.texts: set[str] = set()
        self.uses: set[str] = set()
        self.called: set[str] = set()
        self.stored: set[str] = set()
        self.variables: list[tuple[str, str, set[str]]] = []
        self.definitions: list[tuple[Any, str, str, WalkedScope]] = []
        self.imports: list[Any] = []
        self.syntax: dict[str, Syntax] = {}
        #: The nodes by type, but for names, attributes, and numbers and the like.
        self.nodes: dict[type[ast.AST], list[Any]] = defaultdict(list)
        self.scopes = Scopes()
        self.top = self.scopes.begin("module", None)
        body = module.tree.body
        exports = list(filter(is_exports, body)) if "__all__" in module.text else []
        rest = [statement for statement in body if statement not in exports] if exports else body
        main = list(filter(_is_main, rest)) if "__main__" in module.text else []
        rest = [statement for statement in rest if statement not in main] if main else rest
        self.main_uses: set[str] = set()
        self.pending = [
            WalkedScope([(rest, self.top, False)], "", self.names, self.uses),
            WalkedScope([(exports, self.top, False)], "", self.bound, set()),
            WalkedScope([(main, self.top, False)], "", self.names, self.main_uses),
        ]

    def define(self, node: Any, owner: str, binding: Binding) -> None:
        """Queue a definition's own scope."""
        is_class = type(node) is ast.ClassDef
        kind = "class" if is_class else "method" if owner else "function"
        inner = (f"{owner}.{node.name}" if owner else node.name) if is_class else None
        head: list[ast.AST] = []
        phases: list[Phase] = [(head, binding, False)]
        self.scopes.enter(node, binding, head, phases)
        scope = WalkedScope(phases, inner, set(), set())
        self.definitions.append((node, kind, owner, scope))
        self.pending.append(scope)

    def put_off(self, node: ast.Assign | ast.AnnAssign, scope: WalkedScope) -> dict[int, set[str]]:
        """Note variables that are bound to names alone; return these by identity, and where they are used."""
        parts = names_alone(node.value) if node.value and scope.uses is not self.main_uses else ()
        targets = node.targets if isinstance(node, ast.Assign) else (node.target,)
        bound = [bound_to(target, scope.owner or "") for target in targets] if parts else []
        if not all(bound):
            return {}
        uses: set[str] = set()
        self.variables += [(owner, name, uses) for owner, name in filter(None, bound)]
        return {id(part): uses for part in parts}

    def note_syntax(self, node: Any) -> None:
        """Note newer syntax, each kind where it stands first."""
        for found in newer(node, self.module):
            before = self.syntax.get(found.name)
            if before is None or found.span.line < before.span.line:
                self.syntax[found.name] = found

    def imported(self, node: ast.Import | ast.ImportFrom, names: set[str], binding: Binding) -> None:
        """Note an import; its names count as mentioned where it stands."""
        self.imports.append(node)
        bound = list(map(bound_by, node.names))
        binding.home.bind(bound)
        if getattr(node, "module", "") != "__future__":
            binding.home.imported.update(bound)
        mentioned = self.bound if names is self.names else names
        mentioned.update(part for alias in node.names for part in alias.name.split("."))

    def summary(self) -> ModuleSummary:
        """Return what was gathered, as plain data in source order."""
        module, body = self.module, self.module.tree.body
        top = {id(node) for node in body}
        imports = [item for node in self.imports for item in imports_of(node, module, id(node) not in top)]
        excluded, documented = excluded_in(module), documented_in(module)
        within = bound_within(self.nodes)
        elsewhere = self.top.imported | self.top.defined.keys()
        later = sorted(node.lineno for kind in _LATER for node in self.nodes[kind])
        # Most modules have no `__all__`, and some have a million statements.
        exports, is_open = exports_of(module) if "__all__" in module.text else (None, False)
        definitions = [
            definition_of(
                module,
                node,
                kind,
                owner,
                FlatSet(scope.names),
                scope.uses,
                id(node) in excluded,
                not owner and node.name in documented,
                within,
                later,
            )
            for node, kind, owner, scope in self.definitions
        ]
        return ModuleSummary(
            module.path,
            module.role,
            tuple(sorted(imports, key=lambda item: (item.span.line, item.span.column, item.name or ""))),
            tuple(sorted(definitions, key=lambda item: (item.span.line, item.span.column))),
            frozenset(self.names | self.bound),
            exports,
            ast.get_docstring(module.tree, clean=False) is not None,
            module.generated,
            frozenset(self.texts),
            frozenset(self.bound - self.names),
            tuple(self.syntax[name] for name in sorted(self.syntax)),
            frozenset(self.uses | self.called),
            frozenset(self.main_uses),
            marks_in(body, everywhere=True, asserts=bool(self.nodes[ast.Assert]))
            if module.role == "test"
            else frozenset(),
            ("eprecat" in module.text or "DEPRECAT" in module.text) and any(map(announces_removal, body)),
            frozenset(self.stored),
            tuple(Variable(owner, name, FlatSet(uses)) for owner, name, uses in self.variables),
            frozenset(self.top.bound - elsewhere),
            objects_in(
                body, {*elsewhere, *within, *(n for item in self.nodes[ast.Global] for n in item.names)}
            ),
            frozenset(self.called - self.uses),
            exports_open=is_open,
        )
