import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, counted, dotted, nodes_of, rule

_NANS = frozenset("math.nan np.NAN np.NaN np.nan numpy.NaN numpy.nan pd.NA pd.NaT torch.nan".split())


@rule(
    Severity.WARNING,
    since="0.2",
    codes=("PLW0177", "pylint:nan-comparison", "pylint:W0177"),
    handwritten=True,
)
def comparison_with_nan(module: Module) -> Iterator[Finding]:
    """A value is compared with NaN.

    NaN equals nothing, not even itself: `value == np.nan` is always false, and `value != np.nan` always true,
    so missing values are not found. Use `np.isnan`, `math.isnan` or `pd.isna`.

    The rule reports a module once.

    ```python bad
    import numpy as np

    def is_missing(value):
        return value == np.nan
    ```
    ```python bad
    def is_missing(value):
        return value != float("nan")
    ```
    ```python good
    import numpy as np

    def is_missing(value):
        return np.isnan(value) or value is np.nan
    ```
    """
    if "nan" not in module.text.lower() and "pd.N" not in module.text:
        return
    found = [(node, text) for node in nodes_of(module, ast.Compare) if (text := _compared(node))]
    if found:
        (first, text), *others = found
        more = f" ({counted(len(others) + 1, 'place')})" if others else ""
        related = tuple(module.at(node) for node, _ in others[:10])
        yield Finding(f"{text}{more}", module.at(first), related=related)


def _compared(node: ast.Compare) -> str:
    """Return what a comparison with NaN is, in words, "" for any other."""
    sides = [node.left, *node.comparators]
    for at, operator in enumerate(node.ops):
        if isinstance(operator, (ast.Eq, ast.NotEq)):
            side = next((item for item in sides[at : at + 2] if _is_nan(item)), None)
            if side is not None:
                always = "false" if isinstance(operator, ast.Eq) else "true"
                return f"the comparison with `{ast.unparse(side)}` is always {always}"
    return ""


def _is_nan(side: ast.expr) -> bool:
    match side:
        case ast.Call(func=ast.Name(id="float"), args=[ast.Constant(value=str(text))]):
            return text.strip("+-").lower() == "nan"
    return dotted(side) in _NANS
