from collections.abc import Iterator
from itertools import pairwise

from roadworthy import (
    Dependency,
    Finding,
    Location,
    ModuleSummary,
    Repository,
    Severity,
    Tree,
    Uses,
    is_standard,
    rule,
)
from roadworthy_rules._hosts import HOST_MODULES
from roadworthy_rules._ignored import is_ignored_by_name
from roadworthy_rules.layout._own_modules import OwnModules

#: Files by which a project is installed, under names that its directories need not have.
_BUILDS = frozenset("pyproject.toml setup.cfg setup.py".split())
#: Shorter names are those of many things.
_SHORT = 6


@rule(Severity.NOTE, since="0.2", handwritten=True)
def import_of_name_elsewhere(
    modules: tuple[ModuleSummary, ...],
    dependencies: tuple[Dependency, ...],
    uses: Uses,
    repository: Repository,
    tree: Tree,
) -> Iterator[Finding]:
    """A class or function is imported from a module that does not exist.

    The import fails with `ModuleNotFoundError`. The project defines the name in another module: it was moved
    or the module was renamed, and this import was forgotten. Import it from where it is.

    The rule reports names of two words or more that one module of the project alone defines. It stays silent
    if a directory or file of the project has the name of the module, if a dependency may provide it, if the
    import is in a `try`, an `if` or a function, and if the project can be installed.

    ```python predict.py bad
    from model import RandomForest

    print(RandomForest())
    ```
    ```python networks/forest.py bad
    class RandomForest:
        def fit(self, rows):
            return rows
    ```
    ```python predict.py good
    from networks.forest import RandomForest

    print(RandomForest())
    ```
    ```python networks/forest.py good
    class RandomForest:
        def fit(self, rows):
            return rows
    ```
    """
    if not _BUILDS.isdisjoint(tree.files) or "__init__.py" in tree.files:
        return
    sources = [module for module in modules if module.role == "source" and not module.generated]
    homes: dict[str, list[str]] = {}
    for module in sources:
        for item in module.definitions:
            if item.kind != "method" and _is_specific(item.name):
                homes.setdefault(item.name, []).append(module.path)
    foreign = {dependency.name.replace("-", "_") for dependency in dependencies}
    foreign |= {use.module.partition(".")[0] for use in uses.each if use.providers or use.declared}
    project: OwnModules | None = None
    for module in sources:
        for one in module.imports:
            at = homes.get(one.name or "", ())
            if one.level or one.guarded or len(at) != 1 or at[0] == module.path or not one.module:
                continue
            top, _, rest = one.module.partition(".")
            if is_standard(top) or top in HOST_MODULES or top in foreign or top.lower() in foreign:
                continue
            project = project or OwnModules.of(modules, repository, tree)
            # The directory of the checkout may have the name, and what follows it be in there.
            if top in project.roots or (rest and project.exists(rest.replace(".", "/"))):
                continue
            if not is_ignored_by_name(f"{top}.py", tree):
                message = f"`{one.name}` is imported from `{one.module}`, but `{at[0]}` defines it"
                yield Finding(message, Location(module.path, span=one.span))


def _is_specific(name: str) -> bool:
    """Tell whether a name has two words: one word may be the name of many things."""
    humps = any(first.islower() and second.isupper() for first, second in pairwise(name))
    return len(name) >= _SHORT and (humps or "_" in name.strip("_"))
