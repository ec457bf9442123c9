import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, is_run, nodes_of, rule

#: Functions that seed a generator, by the package that a file imports.
_SEEDS = {
    "random": frozenset(("random.seed",)),
    "numpy": frozenset(("np.random.seed", "numpy.random.seed")),
    "torch": frozenset(("torch.manual_seed", "torch.cuda.manual_seed", "torch.cuda.manual_seed_all")),
    "tensorflow": frozenset(("tf.random.set_seed", "tensorflow.random.set_seed")),
}


@rule(Severity.WARNING, since="0.3", handwritten=True)
def seed_function_overwritten(module: Module) -> Iterator[Finding]:
    """A seed is assigned to the function that sets it.

    `random.seed = 42` seeds nothing: it replaces the function by a number, for all modules of the program.
    Each run draws other numbers, and a later `random.seed(42)` fails. Call it: `random.seed(42)`.

    ```python bad
    import random

    import numpy as np

    random.seed = 42
    np.random.seed = 42
    ```
    ```python good
    import random

    import numpy as np

    random.seed(42)
    np.random.seed(42)

    class Settings:
        pass

    settings = Settings()
    settings.seed = 42
    ```
    """
    text = module.text
    if ("seed = " not in text and "seed=" not in text) or not is_run(module.path, module.role):
        return
    imported = {item.name for node in nodes_of(module, ast.Import) for item in node.names}
    seeds = frozenset[str]().union(*(found for package, found in _SEEDS.items() if package in imported))
    for node in nodes_of(module, ast.Assign):
        for target in node.targets:
            if (name := dotted(target)) in seeds:
                yield Finding(f"`{name}` is replaced, and seeds nothing", module.at(node))
