import ast
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from roadworthy import (
    Files,
    Finding,
    Location,
    Module,
    ModuleSummary,
    Severity,
    Tree,
    extractor,
    fact,
    nodes_of,
    rule,
)
from roadworthy_rules._hosts import is_migration
from roadworthy_rules._search_path import sources_below
from roadworthy_rules.code.names._stars import Stars

#: Languages in the dress of a library, whose own guides import everything, and backends that others wrap.
#: The constants of `pygame.locals` and of OpenGL are made for that, and begin alike.
_LANGUAGES = frozenset(
    "OpenGL.GL OpenGL.GLU OpenGL.GLUT abaqus abaqusConstants builtins fasthtml.common flit_core.buildapi"
    " gimpfu hatchling.build manim manimlib poetry.core.masonry.api pwn pygame.constants pygame.locals"
    " setuptools.build_meta tkinter.constants ursina vpython z3".split()
)
#: A list of names that a module gives to `import *`.
_ALL = re.compile(r"^__all__ *= *\[([^\]]{0,5000}+)\]", re.MULTILINE)
_NAME = re.compile(r"[\"'](\w+)[\"']")


@dataclass(frozen=True, slots=True)
class StarImport:
    """An `import *` of another package than the module's own: the name of what it is from, and its place."""

    name: str
    at: Location


@rule(
    Severity.WARNING,
    since="0.1",
    codes=("F403", "pylint:wildcard-import", "pylint:W0401", "pylint:unused-wildcard-import"),
    handwritten=True,
)
def star_import(
    module: ModuleSummary, stars: tuple[StarImport, ...], modules: tuple[ModuleSummary, ...], tree: Tree
) -> Iterator[Finding]:
    """A module uses `import *`.

    Readers and tools cannot tell where a name comes from, and a new name in the imported module may shadow
    one of yours. Import the names that you use.

    ```python bad
    from utils import *

    rows = load()
    ```

    A package's `__init__.py` may re-export names, and a module may import `*` from its own package.

    ```python src/demo/__init__.py good
    from demo.model import *
    ```
    ```python good
    from .constants import *
    ```

    The rule ignores a module that contains only the import, because it is an alias.

    ```python src/churn/filters.py good
    # The filters.
    from churnlib.filters import *
    ```

    It ignores libraries that are made to be imported so: those whose module is called `all`, and some that
    are a language of their own. A project's own build backend takes over the hooks of the one that it wraps.

    ```python packaging/backend.py good
    from setuptools.build_meta import *

    def build_sdist(directory, settings=None):
        raise RuntimeError("only wheels")
    ```
    ```python scenes/churn.py good
    from fastai.tabular.all import *
    from manim import *

    class Churn(Scene):
        pass
    ```

    A library of your own may say in `__all__` what it offers: `import *` brings these names and no others.
    The rule ignores it if the module uses one of them, also where the library is a project below this one.

    ```python plot.py good
    from churnlib.scores import *

    total = loss([1])
    ```
    ```python churnlib/scores.py good
    __all__ = ["gain", "loss"]

    def gain(rows):
        return -loss(rows)

    def loss(rows):
        return sum(rows)
    ```
    ```python plot.py bad
    from churnlib.scores import *
    from churnlib.plots import *

    figure = draw([1])
    ```
    ```python churnlib/scores.py bad
    __all__ = ["loss"]

    def loss(rows):
        return sum(rows)
    ```
    ```python churnlib/plots.py bad
    def draw(rows):
        return rows
    ```

    Alembic's `env.py` imports all models, so that their tables are known.

    ```python alembic/env.py good
    from alembic import context

    from app.models import *

    context.run_migrations()
    ```

    Settings that take others in are put together on purpose, as Django does it.

    ```python site/settings.py good
    from local_settings import *

    DEBUG = False
    ```
    """
    own = [star for star in stars if star.at.file == module.path]
    if not own:
        return
    sought = Stars(modules, tree)
    for star in own:
        items = [item for item in module.imports if item.name == "*" and item.module == star.name]
        sources = [source for item in items for source in sought.sources(module, item)]
        offered = {name for source in sources for name in source.exports or ()}
        if not module.mentions(offered if sources else _offered_below(star.name, tree)):
            yield Finding(f"`from {star.name} import *`", star.at)


@fact
def star_imports(module: Module) -> tuple[StarImport, ...]:
    """List the `import *` of a module that its readers have to look up."""
    if module.role != "source" or module.path.endswith("__init__.py") or "*" not in module.text:
        return ()
    # Alembic compares the tables of all models with the database: they have to be imported.
    if is_migration(module):
        return ()
    if all(isinstance(item, (ast.Import, ast.ImportFrom, ast.Expr)) for item in module.tree.body):
        return ()
    return tuple(
        StarImport(node.module or "", module.at(node))
        for node in nodes_of(module, ast.ImportFrom)
        if node.names[0].name == "*" and not node.level and not _is_made_so(node.module or "", module.path)
    )


def _is_made_so(name: str, path: str) -> bool:
    """Tell whether a module is of the package of its importer, a language, or settings for others."""
    if name.partition(".")[0] in path.split("/") or name in _LANGUAGES or name.endswith(".all"):
        return True
    # Settings of Django are put together so: the names are the settings.
    return "settings" in path.rpartition("/")[2] and "settings" in name


def _offered_below(name: str, tree: Tree) -> Collection[str]:
    """Return what a package of a project below this one gives to `import *`, nothing if it does not say."""
    for base in sources_below(tree):
        stem = f"{base}/{name.replace('.', '/')}"
        for path in (f"{stem}/__init__.py", f"{stem}.py"):
            if tree.exists(path):
                return tree.extract(path, _offered)
    return ()


@extractor
def _offered(files: Files, path: str) -> list[str]:
    """Return the names of the list `__all__` in a module."""
    listed = _ALL.findall(files.text(path, strict=False))
    return sorted({name for names in listed for name in _NAME.findall(names)})
