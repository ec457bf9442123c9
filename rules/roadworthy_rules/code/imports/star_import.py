import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, rule
from roadworthy_rules.code._work import is_migration

#: Languages in the dress of a library, whose own guides import everything, and backends that others wrap.
_LANGUAGES = frozenset(
    "abaqus abaqusConstants builtins fasthtml.common flit_core.buildapi gimpfu hatchling.build manim manimlib"
    " poetry.core.masonry.api pwn setuptools.build_meta ursina vpython z3".split()
)


@rule(
    Severity.WARNING,
    since="0.1",
    codes=("F403", "pylint:wildcard-import", "pylint:W0401", "pylint:unused-wildcard-import"),
    handwritten=True,
)
def star_import(node: ast.ImportFrom, module: Module) -> Iterator[Finding]:
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
    if module.role != "source" or node.level or module.path.endswith("__init__.py"):
        return
    top = (node.module or "").partition(".")[0]
    if node.names[0].name != "*" or top in module.path.split("/"):
        return
    if (node.module or "") in _LANGUAGES or (node.module or "").endswith(".all"):
        return
    # Alembic compares the tables of all models with the database: they have to be imported.
    if is_migration(module):
        return
    # Settings of Django are put together so: the names are the settings.
    if "settings" in module.path.rpartition("/")[2] and "settings" in (node.module or ""):
        return
    if not all(isinstance(item, (ast.Import, ast.ImportFrom, ast.Expr)) for item in module.tree.body):
        yield Finding(f"`from {node.module} import *`", module.at(node))
