import re
from collections.abc import Iterator

from roadworthy import DistributionContents, Finding, Location, ModuleSummary, Severity, Tree, counted, rule
from roadworthy_rules.layout._shared import MISSING_IMPORT

_PACKAGE = re.compile(r"src/[^\n]+/__init__\.py")
#: What its tool runs from the root, which is then on the search path.
_TASKS = frozenset("dodo.py fabfile.py noxfile.py pavement.py tasks.py".split())


@rule(Severity.ERROR, since="0.1", codes=MISSING_IMPORT)
def import_of_src(
    modules: tuple[ModuleSummary, ...], tree: Tree, contents: DistributionContents | None
) -> Iterator[Finding]:
    """An import uses `src`, which is not a package or not installed.

    The import works only when Python runs from the project's root. Once the project is installed, the package
    is imported by its own name, and `src` does not exist. In tests the import loads a second copy of every
    module. Import the package by its name, and install the project with `pip install -e .`.

    The rule reports a project once. It ignores projects that are not built, and the files of task runners.
    Where `src` is a package, it reads the modules that would be installed without it.

    ```toml bad
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"

    [project]
    name = "demo"
    version = "1.0"
    ```
    ```python src/demo/__init__.py bad
    ```
    ```python tests/test_model.py bad
    from src.demo.model import fit


    def test_fit():
        assert fit([1.0]) == 1.0
    ```
    ```python src/demo/model.py bad
    def fit(rows):
        return sum(rows)
    ```
    ```toml bad
    [build-system]
    requires = ["setuptools>=61"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "demo"
    version = "1.0"

    [tool.setuptools.packages.find]
    where = ["src"]
    ```
    ```python src/__init__.py bad
    ```
    ```python src/models/__init__.py bad
    from src.models.forest import Forest
    ```
    ```python src/models/forest.py bad
    class Forest:
        trees = 10
    ```
    ```python noxfile.py good
    from src.demo.tools import tasks
    ```
    ```python tests/test_model.py good
    from demo.model import fit


    def test_fit():
        assert fit([1.0]) == 1.0
    ```
    ```python src/demo/model.py good
    def fit(rows):
        return sum(rows)
    ```

    ```python src/__init__.py good
    ```
    ```python src/model.py good
    from src import settings
    ```
    ```python src/settings.py good
    RATE = 0.1
    ```

    ```toml good
    [build-system]
    requires = ["poetry-core>=2"]
    build-backend = "poetry.core.masonry.api"

    [project]
    name = "demo"
    version = "1.0"

    [tool.poetry]
    packages = [{include = "src"}]
    ```
    ```python src/data/__init__.py good
    from src.data.rows import load
    ```
    ```python src/data/rows.py good
    def load(path):
        return path.read_text()
    ```
    """
    # Without packages in it, `src` is a part of a name that works from the root, where all is run that is not
    # installed.
    packaged = any(map(_PACKAGE.fullmatch, tree.files))
    # Some backends install the directory as it is: a package without `__init__.py`.
    if contents is None or not packaged or any(path.startswith("src/") for path in contents.wheel.modules):
        return
    is_package = "src/__init__.py" in tree.files
    if is_package and not contents.wheel.is_certain:
        return
    holders = {path.partition("/src/")[0] + "/" for path in tree.files if "/src/" in path}
    found = [
        (item.module, Location(module.path, span=item.span))
        for module in modules
        if module.path not in _TASKS
        if not is_package or module.path in contents.wheel.sources
        for item in module.imports
        if item.module.partition(".")[0] == "src" and not item.level and not item.guarded
        # The nearest `src` above a file is the one that it means.
        if not any(module.path.startswith(holder) for holder in holders)
    ]
    if found:
        (name, first), *others = dict.fromkeys(found)
        more = f" ({counted(len(others), 'more import')} so)" if others else ""
        what = "installed" if is_package else "a package"
        message = f"`{name}` is imported, but `src` is not {what}{more}"
        yield Finding(message, first, related=tuple(at for _, at in others))
