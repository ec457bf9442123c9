import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, rule
from roadworthy_rules._names import named
from roadworthy_rules.code._work import is_script, work_in

_CALLS = frozenset(
    "pd.set_option pandas.set_option np.set_printoptions numpy.set_printoptions np.random.seed"
    " numpy.random.seed random.seed torch.manual_seed tf.random.set_seed sns.set sns.set_style sns.set_theme"
    " sns.set_context seaborn.set_theme plt.style.use plt.rcParams.update matplotlib.rcParams.update"
    " os.chdir".split()
)
#: What only sets something up for the run.
_SETTINGS = _CALLS | frozenset(("warnings.filterwarnings", "warnings.simplefilter"))
_STORES = frozenset(("plt.rcParams", "matplotlib.rcParams", "mpl.rcParams", "pd.options"))
_ENTRIES = ("__main__.py", "settings.py", "setup.py")


@rule(Severity.NOTE, since="0.1", handwritten=True)
def setting_global(module: Module) -> Iterator[Finding]:
    """A module changes settings of other libraries on import.

    Such lines configure a notebook. In a module, they seed the generator or change the figures of every
    program that imports it, and the result depends on the order of imports. Move them to `main()`, or set
    them temporarily: `pd.option_context()`, `plt.rc_context()`.

    The rule ignores scripts that define nothing to import, modules that do their work on import, which
    `work-at-import` reports, what a script with a main block seeds for its own run, and `settings.py`.
    `warnings-silenced` looks for filters of warnings.

    ```python bad
    import numpy as np
    import matplotlib.pyplot as plt

    np.random.seed(42)
    plt.rcParams["figure.dpi"] = 300
    ```
    ```python simulate.py good
    import numpy as np

    np.random.seed(42)

    def main():
        print(np.random.rand())

    if __name__ == "__main__":
        main()
    ```
    ```python fit.py good
    import argparse

    import torch

    parser = argparse.ArgumentParser()
    options = parser.parse_args()
    torch.manual_seed(options.seed)

    def train(model):
        model.train(options.epochs)

    train(model)
    ```
    ```python blend.py good
    import numpy as np

    np.random.seed(42)
    print(np.random.rand())
    ```
    ```python good
    import numpy as np

    def main():
        np.random.seed(42)

    if __name__ == "__main__":
        np.random.seed(42)
        main()
    ```
    """
    if module.role != "source" or not module.in_package or module.path.rpartition("/")[2] in _ENTRIES:
        return
    found = [(name, module.at(statement)) for statement in module.tree.body if (name := _changed(statement))]
    if not found or _is_script(module):
        return
    if found and "__main__" in module.text:
        # A script that is started sets up its own run.
        found = [(name, at) for name, at in found if not name.endswith("seed")]
    if found and work_in(module):
        # Nothing else can import it, and that is another finding.
        return
    if found:
        names = named(dict.fromkeys(name for name, _ in found))
        places = [at for _, at in found]
        message = f"the module changes settings of other libraries on import: {names}"
        yield Finding(message, places[0], related=tuple(places[1:]))


def _is_script(module: Module) -> bool:
    """Tell whether a file is started, not imported: by its name, or it defines nothing and does something."""
    name = module.path.rpartition("/")[2]
    return not name.removesuffix(".py").isidentifier() or is_script(module, _SETTINGS)


def _changed(statement: ast.stmt) -> str:
    """Return what a statement calls or sets that others see, "" for any other."""
    match statement:
        case ast.Expr(value=ast.Call() as call):
            name = dotted(call.func)
            return name if name in _CALLS else ""
        case ast.Assign(targets=[ast.Subscript(value=target) | ast.Attribute(value=target)]):
            name = dotted(target)
            return name if any(name == store or name.startswith(f"{store}.") for store in _STORES) else ""
    return ""
