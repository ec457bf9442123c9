import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, is_run, rule

_CALLS = frozenset("filterwarnings simplefilter warnings.filterwarnings warnings.simplefilter".split())
#: Libraries whose warnings speak of the numbers that come out.
_COMPUTES = (
    "keras",
    "lightgbm",
    "pandas",
    "scipy",
    "sklearn",
    "statsmodels",
    "tensorflow",
    "torch",
    "xgboost",
)


@rule(Severity.NOTE, since="0.2", handwritten=True)
def warnings_silenced(module: Module) -> Iterator[Finding]:
    """A module silences all warnings.

    Libraries warn about a model that has not converged, about metrics without a value, about assignments to a
    copy and before a method disappears. The results look clean, and the cause of a wrong number stays
    hidden. Remove the line, or silence one kind of warning: `category=FutureWarning`.

    The rule looks at lines outside of functions and `with` blocks. It ignores filters with a category, a
    message or a module, and programs with a main block that use no library such as pandas, scikit-learn or
    PyTorch.

    ```python train.py bad
    import warnings

    from sklearn.linear_model import LogisticRegression

    warnings.filterwarnings("ignore")

    def train(rows, target):
        return LogisticRegression().fit(rows, target)
    ```
    ```python train.py good
    import warnings

    from sklearn.linear_model import LogisticRegression

    warnings.filterwarnings("ignore", category=FutureWarning)

    def train(rows, target):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return LogisticRegression().fit(rows, target)
    ```
    ```python bot.py good
    import warnings

    warnings.filterwarnings("ignore")

    def main():
        print("ready")

    if __name__ == "__main__":
        main()
    ```
    """
    text = module.text
    if "ignore" not in text or "warnings" not in text or not is_run(module.path, module.role):
        return
    if "__main__" in text and not any(name in text for name in _COMPUTES):
        return
    for statement in module.tree.body:
        match statement:
            case ast.Expr(value=ast.Call(args=[ast.Constant(value="ignore")], keywords=[]) as call):
                if dotted(call.func) in _CALLS:
                    yield Finding("the module silences all warnings", module.at(statement))
                    return
