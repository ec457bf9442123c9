import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, rule

_NANS = frozenset("math.nan np.NAN np.NaN np.nan numpy.NaN numpy.nan pd.NA pd.NaT torch.nan".split())


@rule(
    Severity.WARNING,
    since="0.2",
    codes=("PLW0177", "pylint:nan-comparison", "pylint:W0177"),
    handwritten=True,
)
def comparison_with_nan(node: ast.Compare, module: Module) -> Iterator[Finding]:
    """A value is compared with NaN.

    NaN equals nothing, not even itself: `value == np.nan` is always false, and `value != np.nan` always true,
    so missing values are not found. Use `np.isnan`, `math.isnan` or `pd.isna`.

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
    sides = [node.left, *node.comparators]
    for at, operator in enumerate(node.ops):
        if isinstance(operator, (ast.Eq, ast.NotEq)):
            side = next((item for item in sides[at : at + 2] if _is_nan(item)), None)
            if side is not None:
                always = "false" if isinstance(operator, ast.Eq) else "true"
                yield Finding(
                    f"the comparison with `{ast.unparse(side)}` is always {always}", module.at(node)
                )
                return


def _is_nan(side: ast.expr) -> bool:
    match side:
        case ast.Call(func=ast.Name(id="float"), args=[ast.Constant(value=str(text))]):
            return text.strip("+-").lower() == "nan"
    return dotted(side) in _NANS
