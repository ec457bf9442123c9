import ast
import re
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, rule

_CALLS = frozenset(
    "pd.set_option pandas.set_option np.set_printoptions numpy.set_printoptions np.random.seed"
    " numpy.random.seed random.seed torch.manual_seed tf.random.set_seed sns.set sns.set_style sns.set_theme"
    " sns.set_context seaborn.set_theme plt.style.use plt.rcParams.update matplotlib.rcParams.update os.chdir"
    " warnings.simplefilter warnings.filterwarnings".split()
)
_STORES = frozenset(("plt.rcParams", "matplotlib.rcParams", "mpl.rcParams", "pd.options"))
#: Without one of these names no statement needs to be looked at.
_HINT = re.compile("|".join(sorted({rf"\b{name.rpartition('.')[2]}\b" for name in _CALLS | _STORES})))
_ENTRIES = ("__main__.py", "settings.py", "setup.py")


@rule(Severity.WARNING, since="0.1", handwritten=True)
def setting_global(module: Module) -> Iterator[Finding]:
    """Importing a module changes how other libraries behave.

    In a notebook such a line sets the notebook up. In a module it silences the warnings, seeds the generator
    and changes the figures of everybody who imports it, and the order of imports then decides. Set them in
    `main()`, or for a while: `warnings.catch_warnings()`, `pd.option_context()`, `plt.rc_context()`.

    ```python bad
    import warnings

    import numpy as np
    import matplotlib.pyplot as plt

    warnings.filterwarnings("ignore")
    np.random.seed(42)
    plt.rcParams["figure.dpi"] = 300
    ```
    ```python good
    import warnings

    import numpy as np

    warnings.filterwarnings("ignore", category=DeprecationWarning, module="demo")

    def main():
        warnings.filterwarnings("ignore")
        np.random.seed(42)

    if __name__ == "__main__":
        np.random.seed(42)
        main()
    ```
    """
    if module.role != "source" or module.path.rpartition("/")[2] in _ENTRIES:
        return
    if not _HINT.search(module.text):
        return
    for statement in module.tree.body:
        match statement:
            case ast.Expr(value=ast.Call() as call):
                name = dotted(call.func)
                if name in _CALLS and not (name.startswith("warnings.") and _is_narrow(call)):
                    yield Finding(f"importing the module calls `{name}`", module.at(statement))
            case ast.Assign(targets=[ast.Subscript(value=target) | ast.Attribute(value=target)]):
                name = dotted(target)
                if any(name == store or name.startswith(f"{store}.") for store in _STORES):
                    yield Finding(f"importing the module changes `{name}`", module.at(statement))


def _is_narrow(call: ast.Call) -> bool:
    """Tell whether a filter of warnings is for some only: by message, category or module."""
    return len(call.args) > 1 or any(item.arg not in ("action", "append") for item in call.keywords)
