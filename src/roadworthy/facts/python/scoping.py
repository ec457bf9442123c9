"""Where a node begins a scope of its own: which of its parts are walked in it, and which around it."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

from roadworthy.facts.python.bindings import Binding

#: Nodes to walk, the scope that they bind names in, and whether they are an annotation.
Phase = tuple[Sequence[ast.AST], Binding, bool]

_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
#: What begins a scope, or binds a name by itself.
SCOPED = frozenset(
    (
        *_COMPREHENSIONS,
        *_FUNCTIONS,
        ast.AnnAssign,
        ast.ClassDef,
        ast.ExceptHandler,
        ast.Global,
        ast.Lambda,
        ast.MatchAs,
        ast.MatchMapping,
        ast.MatchStar,
        ast.NamedExpr,
        ast.arg,
        ast.comprehension,
    )
)


class Scopes:
    """The scopes of one module, as the walk comes to them."""

    def __init__(self) -> None:
        self.seen: list[Binding] = []
        #: First loops of comprehensions: what they go through is walked around the comprehension.
        self._first: set[int] = set()

    def begin(
        self, kind: str, parent: Binding | None, bound: Sequence[str] = (), node: ast.AST | None = None
    ) -> Binding:
        """Return a new scope."""
        scope = Binding(kind, parent, set(bound), node)
        self.seen.append(scope)
        return scope

    def enter(self, node: Any, binding: Binding, stack: list[Any], phases: list[Phase]) -> bool:
        """Bind what a node of `SCOPED` binds; tell whether its parts were put onto `stack` and `phases`."""
        match node:
            case ast.arg():
                self._note(node.annotation, binding, phases)
            case ast.AnnAssign():
                stack.extend(part for part in (node.target, node.value) if part is not None)
                self._note(node.annotation, binding, phases)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self._function(node, binding, stack, phases)
            case ast.ClassDef():
                binding.define(node.name, bool(node.decorator_list))
                around = self._types(node, binding, phases)
                stack.extend(node.decorator_list)
                phases.append(([*node.bases, *node.keywords], around, False))
                phases.append((node.body, self.begin("class", around, (), node), False))
            case ast.Lambda():
                stack.append(node.args)
                inner = self.begin("function", binding, _parameters(node.args), node)
                phases.append(([node.body], inner, False))
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp():
                self._comprehend(node, (node.elt,), binding, stack, phases)
            case ast.DictComp():
                self._comprehend(node, (node.key, node.value), binding, stack, phases)
            case ast.comprehension():
                stack.extend((node.target, *node.ifs))
                if id(node) not in self._first:
                    stack.append(node.iter)
            case ast.ExceptHandler(name=str(name)):
                stack.extend([node.type] if node.type else [])
                phases.append((node.body, self.begin("handler", binding, (name,)), False))
            case _:
                _bind(node, binding)
                return False
        return True

    def _function(self, node: Any, binding: Binding, stack: list[Any], phases: list[Phase]) -> None:
        binding.define(node.name, bool(node.decorator_list))
        around = self._types(node, binding, phases)
        stack.extend(node.decorator_list)
        if around is binding:
            stack.append(node.args)
        else:
            phases.append(([node.args], around, False))
        self._note(node.returns, around, phases)
        phases.append((node.body, self.begin("function", around, _parameters(node.args), node), False))

    def _comprehend(
        self, node: Any, given: tuple[Any, ...], binding: Binding, stack: list[Any], phases: list[Phase]
    ) -> None:
        first = node.generators[0]
        self._first.add(id(first))
        stack.append(first.iter)
        phases.append(((*node.generators, *given), self.begin("comprehension", binding), False))

    def _types(self, node: Any, binding: Binding, phases: list[Phase]) -> Binding:
        """Return the scope of a definition's parameters of types (PEP 695), `binding` where it has none."""
        parameters = getattr(node, "type_params", None)
        if not parameters:
            return binding
        inner = self.begin("types", binding, [parameter.name for parameter in parameters])
        phases.append((parameters, inner, False))
        return inner

    def _note(self, annotation: Any, binding: Binding, phases: list[Phase]) -> None:
        if annotation is not None:
            phases.append(([annotation], binding, True))


def _parameters(given: ast.arguments) -> list[str]:
    names = [item.arg for item in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return names + [extra.arg for extra in (given.vararg, given.kwarg) if extra]


def _bind(node: Any, binding: Binding) -> None:
    match node:
        case ast.Global():
            top = binding
            while top.parent is not None:
                top = top.parent
            top.bind(node.names)
        case ast.NamedExpr(target=ast.Name(id=name)):
            binding.around.bind((name,))
        case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
            binding.home.bind((name,))
