import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, rule

#: Words in the names of calls that check something, in pytest, unittest, mocks, snapshots and helpers.
_CHECKS = (
    "assert approx benchmark check compare ensure equal expect fail foreach given match must pytester raises"
    " regression run should snapshot testdir validate verify warns"
).split()


@rule(Severity.NOTE, since="0.1")
def test_without_assertion(node: ast.FunctionDef | ast.AsyncFunctionDef, module: Module) -> Iterator[Finding]:
    """A test checks nothing.

    It passes whatever the code returns, and counts as tested what is only called. Assert something about the
    result; where the point is that nothing is raised, say so in the test's name or docstring.

    ```python tests/test_model.py bad
    from demo.model import fit

    def test_fit():
        model = fit([1, 2])
        print(model)
    ```
    ```python tests/test_model.py good
    from demo.model import fit

    def test_fit():
        assert fit([1, 2]) == [1, 2]

    def test_fit_does_not_raise():
        fit([])

    def test_fit_again():
        check_model(fit([1]))
    ```
    """
    if module.role != "test" or not node.name.startswith("test") or _excused(node) or "bench" in module.path:
        return
    # A helper of the test's own, or a method of its class, may do the checking.
    helpers = {item.name for item in module.tree.body if isinstance(item, (ast.FunctionDef, ast.ClassDef))}
    pending: list[ast.AST] = list(node.body)
    while pending:
        inner = pending.pop()
        if isinstance(inner, (ast.Assert, ast.Raise, ast.With, ast.AsyncWith, ast.Yield, ast.Return)):
            return
        if isinstance(inner, ast.Call) and _checks(inner.func, helpers):
            return
        pending.extend(ast.iter_child_nodes(inner))
    yield Finding(f"`{node.name}` asserts nothing", module.at(node))


def _checks(function: ast.expr, helpers: set[str]) -> bool:
    name = ""
    while isinstance(function, ast.Attribute):
        name += function.attr.lower() + " "
        function = function.value
    if isinstance(function, ast.Name):
        if function.id in helpers or function.id in ("self", "cls"):
            return True
        name += function.id.lower()
    return any(word in name for word in _CHECKS)


def _excused(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Tell whether a test says that it only has to run, is no test at all, or is one of a framework's own."""
    words = f"{node.name} {ast.get_docstring(node, clean=False) or ''}".lower()
    said = ("raise", "crash", "fail", "smoke", "error", "import", "without", "not_", "no_", "works", "can_")
    if any(word in words for word in said) or node.decorator_list or len(node.body) == 1:
        return True
    given = {argument.arg for argument in node.args.args} - {"self"}
    return bool(given & {"benchmark", "snapshot", "data_regression", "testdir", "pytester", "subtests"})
