import ast
from collections.abc import Collection, Iterator, Mapping

from roadworthy import Finding, Location, Module, Severity, bindings_of, nodes_of, rule
from roadworthy_rules.code._shared import flakes

#: What else than definitions holds blocks.
_HOLDERS = (
    *(ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith),
    *(ast.Try, ast.TryStar, ast.ExceptHandler, ast.match_case),
)
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@rule(
    Severity.WARNING,
    since="0.1",
    codes=("F811", "mypy:no-redef", "pylint:function-redefined", "pylint:E0102"),
    handwritten=True,
)
def function_redefined(module: Module) -> Iterator[Finding]:
    """A function is defined again before it is used.

    The first definition is never called, and fixes to it have no effect. This happens when two notebook cells
    or both sides of a merge end up in one module. Delete one definition, or rename it.

    ```python bad
    def clean(rows):
        return rows

    def clean(rows):
        return sorted(rows)
    ```
    ```python good
    from typing import overload

    @overload
    def clean(rows: list[int]) -> list[int]: ...
    @overload
    def clean(rows: list[str]) -> list[str]: ...
    def clean(rows):
        return sorted(rows)

    if hasattr(list, "sort"):
        def fast(rows):
            return rows
    else:
        def fast(rows):
            return sorted(rows)
    ```
    """
    tests = module.role == "test"
    if (module.role != "source" and not tests) or module.path.startswith("doc"):
        return
    # pyflakes takes longer than all rules together, and few modules define anything twice in a block.
    twice = [name for name in bindings_of(module).again if not tests or name.startswith("test")]
    blocks = _blocks([module.tree, *nodes_of(module, *_DEFINITIONS, *_HOLDERS)]) if twice else {}
    found = flakes(module) if _stand_together(module, twice, blocks) else ()
    messages = [message for message in found if type(message).__name__ == "RedefinedWhileUnused"]
    if not messages:
        return
    again = {(message.lineno, message.message_args[0]): message.message_args[1] for message in messages}
    nodes = nodes_of(module, *_DEFINITIONS)
    first = {(node.lineno, node.name): node for node in nodes}
    pairs = [(node, first.get((again.get((node.lineno, node.name), 0), node.name))) for node in nodes]
    for node, there in pairs:
        if tests and (there is None or not node.name.startswith("test")):
            continue
        # One that a branch defines again may be another choice.
        if there is not None and not there.decorator_list and blocks.get(id(there)) == blocks.get(id(node)):
            related = (Location(module.path, span=module.span(there)),)
            message = (
                f"`{node.name}` is defined again, so the definition in line {there.lineno} is never used"
            )
            yield Finding(message, module.at(node), related=related)


def _stand_together(module: Module, names: Collection[str], blocks: Mapping[int, int]) -> bool:
    """Tell whether a block defines one of some names twice, once without a decorator."""
    found: dict[tuple[str, int | None], list[bool]] = {}
    for node in nodes_of(module, *_DEFINITIONS) if names else ():
        if node.name in names:
            found.setdefault((node.name, blocks.get(id(node))), []).append(not node.decorator_list)
    return any(len(bare) > 1 and any(bare) for bare in found.values())


def _blocks(holders: list[ast.AST]) -> dict[int, int]:
    """Return which block each statement stands in, both by identity."""
    blocks = (getattr(node, name, None) for node in holders for name in ("body", "orelse", "finalbody"))
    return {id(item): id(block) for block in blocks if isinstance(block, list) for item in block}
