from __future__ import annotations

import re
from collections.abc import Iterator

from roadworthy import (
    Dependency,
    Finding,
    Location,
    ModuleSummary,
    Repository,
    Severity,
    Tree,
    Uses,
    and_more,
    counted,
    is_standard,
    role_of,
    rule,
)
from roadworthy_rules._hosts import HOST_MODULES
from roadworthy_rules._ignored import is_ignored_by_name, is_made_by_target
from roadworthy_rules.layout._own_modules import OwnModules
from roadworthy_rules.layout._shared import MISSING_IMPORT

#: Directories of code that is read, or that others fill.
_ASIDE = frozenset(
    "archive data example examples fixtures legacy old resources samples snippets template templates".split()
)
#: Modules of MicroPython, to which files are copied from several places.
_HOSTS = frozenset(("machine", "micropython", "uasyncio"))
#: A text that may be a requirement.
_REQUIRED = re.compile(r"[\"']([A-Za-z]\w*+(?:-\w++)++)")
#: So many are one thing: the project was moved, or is a part of another one.
_MANY = 6


@rule(
    Severity.WARNING,
    since="0.2",
    codes=MISSING_IMPORT,
    handwritten=True,
)
def import_target_missing(
    modules: tuple[ModuleSummary, ...],
    dependencies: tuple[Dependency, ...],
    uses: Uses,
    repository: Repository,
    tree: Tree,
) -> Iterator[Finding]:
    """An import names a module of the project, or a name in one, that does not exist.

    The import fails with `ModuleNotFoundError` or `ImportError`, in every checkout but the one that still has
    the file. Commit the file, or correct the import after a module or function was moved or renamed.

    The rule looks for the module below each directory of the project that may be on the module search path.
    It ignores imports in functions, in a `try` or an `if`, names that a module may get in a way that cannot
    be seen, files that a build or a tool makes, and files that `.gitignore` names. It ignores directories
    that both `.gitignore` and a target of the `Makefile` name. It ignores imports with a comment for a type
    checker or pylint that accepts a missing import, such as `# ty: ignore`.

    ```python tests/project/main.py good
    from .spiders import Spider  # ty: ignore[unresolved-import]
    from .items import Item  # pyright: ignore[reportMissingImports]
    ```

    ```python train.py bad
    from models.forest import fit
    from models.tree import grow

    print(fit(grow([1])))
    ```
    ```python models/__init__.py bad
    ```
    ```python models/tree.py bad
    def plant(rows):
        return rows
    ```
    ```python train.py good
    from models import tree
    from models.tree import plant

    try:
        from models.forest import fit
    except ImportError:
        fit = plant

    print(fit(plant([1])), tree)
    ```
    ```python models/__init__.py good
    ```
    ```python models/tree.py good
    def plant(rows):
        return rows
    ```

    Other distributions may fill a namespace package: the rule ignores imports from one if a dependency's name
    starts with its name.

    ```toml good
    [project]
    name = "acme-models"
    version = "1.0"
    dependencies = ["acme-tables"]
    ```
    ```python src/acme/models/__init__.py good
    from acme.tables import load
    ```

    Directories of tests have the names of what they test, and tests among examples may be of another project.

    ```python src/core/__init__.py good
    ```
    ```python src/core/redis/__init__.py good
    ```
    ```python tests/unit/core/redis/test_lifecycle.py good
    from redis.asyncio import Redis
    ```
    ```python examples/black/test_shop.py good
    from .shop import Shop
    ```

    A script may lie in a directory with the name of a library.

    ```python kafka/produce.py good
    from kafka.admin import KafkaAdminClient
    ```
    ```python kafka/produce.py bad
    from kafka.admin import KafkaAdminClient
    from kafka.topics import names
    ```
    ```python kafka/topics.py bad
    def names():
        return []
    ```
    """
    project = OwnModules.of(modules, repository, tree)
    declared = {dependency.name.replace("-", "_") for dependency in dependencies}
    # Some make the lists of their requirements in `setup.py`.
    setup = tree.text("setup.py", strict=False) if "setup.py" in tree.files else ""
    computed = {name.lower().replace("-", "_") for name in _REQUIRED.findall(setup)}
    provided = {use.module.partition(".")[0] for use in uses.each if use.providers}
    found: dict[tuple[str, str], list[Location]] = {}
    shown: dict[str, str] = {}
    if any(item.module in _HOSTS for module in modules for item in module.imports):
        return
    for module in modules:
        parts = module.path.split("/")
        if (
            module.role not in ("source", "test")
            or module.generated
            or not _ASIDE.isdisjoint(parts)
            or _is_sample(module)
        ):
            continue
        for item in module.imports:
            top = item.module.partition(".")[0]
            foreign = is_standard(top) or top.lower() in declared or top in provided or top in HOST_MODULES
            if item.guarded or (not item.level and (foreign or top in ("test", "tests"))):
                continue
            if not item.level and _is_library_beside(module, top, modules, tree):
                continue
            missing = project.missing(module, item)
            if not missing:
                continue
            written, name, path = missing
            # Another distribution may fill a namespace, but not a package in it.
            shared = not item.level and any(
                other.startswith(f"{top.lower()}_") for other in (*declared, *computed)
            )
            if shared and not name and not project.is_package_around(path):
                continue
            if not is_ignored_by_name(f"{path}.py", tree) and not is_made_by_target(path, tree):
                target = path.rpartition("/")[0] if name else path
                # What a relative import names has a name that says more.
                if shown.get(target, ".").startswith("."):
                    shown[target] = written
                found.setdefault((target, name), []).append(Location(module.path, span=item.span))
    lacking: dict[str, list[str]] = {}
    for target, name in found:
        lacking.setdefault(target, []).append(name)
    if len(lacking) > _MANY:
        places = [place for (_, _), all_of_it in found.items() for place in all_of_it]
        what = and_more(sorted(shown[target] for target in lacking), 3)
        message = f"the project lacks what {len(places)} imports name: {what}"
        yield Finding(message, places[0], related=tuple(places[1:11]))
        return
    for target, names in lacking.items():
        at, *others = [place for name in names for place in found[target, name]]
        more = f" ({counted(len(others) + 1, 'import')})" if others else ""
        if "" in names:
            message = f"`{shown[target]}` is imported, but the project has no such module{more}"
        else:
            pronoun = "it" if len(names) == 1 else "them"
            what = f"{and_more(names, 3)} of `{shown[target]}`"
            message = f"{what} is imported, which does not define {pronoun}{more}"
        yield Finding(message, at, related=tuple(others[:10]))


def _is_library_beside(
    module: ModuleSummary, top: str, modules: tuple[ModuleSummary, ...], tree: Tree
) -> bool:
    """Tell whether a script in a directory with the name of a library imports that library.

    The directory is no package, and no import through its name leads to a file of it.
    """
    folder = module.path.rpartition("/")[0]
    if folder.rpartition("/")[2] != top or f"{folder}/__init__.py" in tree.files:
        return False
    named = {item.module for one in modules for item in one.imports if item.module.startswith(f"{top}.")}
    named |= {f"{top}.{item.name}" for one in modules for item in one.imports if item.module == top}
    below = (name.partition(".")[2].replace(".", "/") for name in named)
    return not any(f"{folder}/{name}.py" in tree.files or tree.exists(f"{folder}/{name}") for name in below)


def _is_sample(module: ModuleSummary) -> bool:
    """Tell whether a module is a test among examples: of what another project has, it may be."""
    return module.role == "test" and role_of(f"{module.path.partition('/')[0]}/x.py") == "example"
