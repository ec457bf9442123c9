import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, is_run, last_name, lines_within, nodes_of, rule
from roadworthy_rules.code.branches._none_tests import none_test, parts_of

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
#: What only tells that a value is missing.
_TELLS = frozenset("debug error exception info isinstance log print type warn warning".split())
#: What may read any name.
_READS_ALL = frozenset(("eval", "exec", "locals", "vars"))


@rule(Severity.WARNING, since="0.3", handwritten=True)
def parameter_used_when_none(module: Module) -> Iterator[Finding]:
    """A function hands a parameter on only if it is None.

    The function ignores the value that callers give, and passes None on by name where they give none. The two
    branches are swapped: a sampler is ignored, for instance, and without one the loader neither samples nor
    shuffles. Use the parameter in the branch where it is not None.

    The rule reports parameters that nothing reads but tests for None and calls in the branch where the
    parameter is None, if the function does something else where it is not.

    ```python bad
    from torch.utils.data import DataLoader

    def loader(rows, sampler=None):
        if sampler is not None:
            return DataLoader(rows, shuffle=True)
        else:
            return DataLoader(rows, sampler=sampler)
    ```
    ```python good
    from torch.utils.data import DataLoader

    def loader(rows, sampler=None, log=None):
        if log is None:
            raise ValueError(f"no log: {log}")
        if sampler is None:
            return DataLoader(rows, shuffle=True)
        return DataLoader(rows, sampler=sampler)

    def value(self, given=None):
        if given is None:
            return given
        return self.value
    ```
    """
    if "None" not in module.text or not is_run(module.path, module.role):
        return
    tests = [
        (item, *found) for item in nodes_of(module, ast.If, ast.IfExp) if (found := none_test(item.test))
    ]
    lines = sorted(item.lineno for item, _, _ in tests)
    for function in nodes_of(module, *_FUNCTIONS) if tests else ():
        if not lines_within(function, lines):
            continue
        taken = (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)
        asked = {name for item, name, _ in tests if lines_within(function, [item.lineno])}
        for name in [item.arg for item in taken if item.arg in asked]:
            branches = [_branches(item, is_none) for item, one, is_none in tests if one == name]
            if (use := _only_use(function, name, branches)) is not None:
                yield Finding(f"`{name}` is used only where it is None", module.at(use))


def _branches(node: ast.If | ast.IfExp, is_none: bool) -> tuple[list[ast.AST], list[ast.AST], ast.expr]:
    """Return what a test for None chooses where it holds and where not, and the test."""
    yes, no = parts_of(node)
    return (yes, no, node.test) if is_none else (no, yes, node.test)


def _only_use(
    function: ast.AST, name: str, branches: list[tuple[list[ast.AST], list[ast.AST], ast.expr]]
) -> ast.expr | None:
    """Return the first call that a name is given to, if all its uses are such calls where it is None."""
    uses: list[ast.Name] = []
    for node in ast.walk(function):
        if isinstance(node, ast.Name):
            if node.id in _READS_ALL or (node.id == name and not isinstance(node.ctx, ast.Load)):
                return None
            if node.id == name:
                uses.append(node)
    tested = {id(part) for _, _, test in branches for part in ast.walk(test)}
    given: dict[int, ast.Call] = {}
    for missing, otherwise, _ in branches:
        kept = [item for item in missing if otherwise and not isinstance(item, ast.Raise)]
        for call in (part for item in kept for part in ast.walk(item)):
            if isinstance(call, ast.Call) and last_name(call.func) not in _TELLS:
                values = (*call.args, *(one.value for one in call.keywords))
                given.update({id(value): call for value in values if isinstance(value, ast.Name)})
    others = [use for use in uses if id(use) not in tested]
    return given[id(others[0])] if others and all(id(use) in given for use in others) else None
