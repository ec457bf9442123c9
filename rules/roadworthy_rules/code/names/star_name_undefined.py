import ast
from collections.abc import Iterator
from dataclasses import dataclass

from roadworthy import (
    Finding,
    Location,
    Module,
    ModuleSummary,
    Severity,
    Tree,
    and_more,
    fact,
    nodes_of,
    rule,
)
from roadworthy_rules.code.names._stars import Stars
from roadworthy_rules.code.names._undefined import undefined_past_stars


@dataclass(frozen=True, slots=True)
class StarredName:
    """A name that a module uses, and that only one of its `import *` can define, with its first place."""

    name: str
    at: Location


@rule(Severity.ERROR, since="0.2", codes=("F405", "pylint:undefined-variable"), handwritten=True)
def star_name_undefined(
    names: tuple[StarredName, ...], modules: tuple[ModuleSummary, ...], tree: Tree
) -> Iterator[Finding]:
    """The code uses a name that none of its `import *` provides.

    The line fails with `NameError` when it runs. The imported module does not list the name in `__all__`, or
    the name was a variable of a notebook. Import or define it.

    The rule looks at modules whose `import *` all name modules of the project, and reports a module once.
    Where `__all__` is not made of literals alone, any name of the imported module may be in it.
    `name-undefined` reports modules without `import *`.

    ```python train.py bad
    from tools import *

    print(load("churn.csv"))
    warnings.warn("done")
    ```
    ```python tools.py bad
    import warnings

    __all__ = ["load"]

    def load(path):
        return open(path)
    ```
    ```python train.py good
    from tools import *

    print(load("churn.csv"))
    warnings.warn("done")
    ```
    ```python tools.py good
    import warnings

    from more import *

    def load(path):
        return open(path)
    ```
    ```python more.py good
    SIZE = 7
    ```
    ```python evaluate.py good
    # Do not write `from tools import *` here.

    print(undefined)  # `name-undefined` reports it
    ```
    ```python predict.py good
    from numpy import *

    print(array([1]))
    ```
    """
    if not names:
        return
    stars = Stars(modules, tree)
    found: dict[str, dict[str, Location]] = {}
    for name in names:
        found.setdefault(name.at.file, {})[name.name] = name.at
    for path, places in found.items():
        taken = stars.taken_by(path)
        lacking = {name: at for name, at in places.items() if taken is not None and name not in taken}
        if lacking:
            first, *others = lacking.values()
            verb, pronoun = ("are", "them") if others else ("is", "it")
            listing = and_more(list(lacking), 3)
            message = f"{listing} {verb} used, but nothing defines {pronoun}, no `import *` either"
            yield Finding(message, first, related=tuple(others[:10]))


@fact
def starred_names(module: Module) -> tuple[StarredName, ...]:
    """Look for names that only `import *` can define, in modules that have one at their top level."""
    if "import *" not in module.text or module.generated:
        return ()
    if not any(alias.name == "*" for node in nodes_of(module, ast.ImportFrom) for alias in node.names):
        return ()  # a text or a comment speaks of it: the names are `name-undefined`'s
    return tuple(StarredName(name, places[0]) for name, places in undefined_past_stars(module))
