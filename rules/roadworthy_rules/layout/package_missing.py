from collections.abc import Iterator, Sequence

from roadworthy import (
    Code,
    Finding,
    Layout,
    Location,
    ModuleSummary,
    Pyproject,
    Severity,
    Tree,
    agreeing,
    and_more,
    rule,
)
from roadworthy_rules._hosts import DEPLOYED, are_plugins
from roadworthy_rules.layout._shared import backend_of

#: Where uv, Poetry and PDM are told that nothing is to be packaged.
_SAID = (("tool", "uv", "package"), ("tool", "poetry", "package-mode"), ("tool", "pdm", "distribution"))


@rule(Severity.ERROR, since="0.1")
def package_missing(
    code: Code,
    layout: Layout,
    pyproject: Pyproject | None,
    tree: Tree,
) -> Iterator[Finding]:
    """The project's code is not in a package.

    You cannot install loose scripts and notebooks. They can import each other only from their own directory,
    and a test of one function runs the whole script. Move the code that production needs into a package,
    `src/<name>/`, and import it from scripts and notebooks.

    The rule ignores a script that is alone, without a `pyproject.toml`, and projects of which most modules
    lie in directories without `__init__.py` and are imported as `directory.module`. It also ignores
    workspace roots and projects that are not packaged: with `package = false` for uv, `package-mode = false`
    for Poetry, or `distribution = false` for PDM. Plug-ins and DAGs, which a program loads from a directory,
    need no package either. Nor do the scripts of a Snakemake workflow, an action of GitHub, a collection of
    Ansible, or functions that a platform such as AWS SAM and Azure Functions takes as they lie.

    ```python train.py bad
    from utils import load

    model = load("model.json")
    ```
    ```python utils.py bad
    def load(path):
        return path
    ```

    ```notebook bad
    cells = [{ source = "import pandas" }]
    ```
    ```python src/demo/__init__.py good
    ```
    ```notebook good
    cells = [{ source = "import demo" }]
    ```

    ```toml good
    [project]
    name = "demo"
    ```
    ```python demo.py good
    def load(path):
        return path
    ```

    ```toml good
    [build-system]
    requires = ["setuptools"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "demonstration"
    ```
    ```python demo.py good
    def load(path):
        return path
    ```

    ```python backup.py good
    def load(path):
        return path

    print(load("notes.txt"))
    ```

    ```python setup.py good
    from setuptools import setup

    setup(name="Demo", py_modules=["demo_tools"])
    ```
    ```python demo_tools.py good
    def load(path):
        return path
    ```

    ```python train.py bad
    from config.paths import data

    print(data)
    ```
    ```python load.py bad
    def load(path):
        return path
    ```
    ```python evaluate.py bad
    from load import load

    print(load("data"))
    ```
    ```python config/paths.py bad
    data = "data"
    ```

    ```python train/run.py good
    from networks.forest import fit

    print(fit([1]))
    ```
    ```python networks/forest.py good
    from networks.tree import grow

    def fit(rows):
        return [grow(row) for row in rows]
    ```
    ```python networks/tree.py good
    def grow(row):
        return row
    ```

    ```python views.py good
    import sublime_plugin

    import marks
    ```
    ```python marks.py good
    def mark(view):
        return view
    ```

    ```text workflow/Snakefile good
    rule plot:
        script: "scripts/plot.py"
    ```
    ```python workflow/scripts/plot.py good
    print("plot")
    ```
    ```python workflow/scripts/table.py good
    print("table")
    ```

    ```json host.json good
    {"version": "2.0"}
    ```
    ```python function_app.py good
    from rows import load
    ```
    ```python rows.py good
    def load():
        return []
    ```

    ```python docs/conf.py good
    project = "documentation alone"
    ```

    ```toml good
    [project]
    name = "demo"

    [tool.uv]
    package = false
    ```
    ```python main.py good
    print("hello")
    ```

    ```toml good
    [tool.uv.workspace]
    members = ["backend"]
    ```
    ```python scripts/release.py good
    print("hello")
    ```
    """
    # A project that says that it is no package is run from where it lies.
    if pyproject is not None and any(pyproject.get(bool, *route) is False for route in _SAID):
        return
    if pyproject is not None and pyproject.is_workspace_root:
        return
    modules = [module for module in code.modules if module.role == "source" and not module.generated]
    steps = _steps(tree)
    modules = [module for module in modules if not module.path.startswith(steps)] if steps else modules
    notebooks = [book for book in code.notebooks if book.role == "source" and book.language == "python"]
    scripts = sorted(module.path for module in modules)
    books = sorted(book.path for book in notebooks)
    # A package that lies deeper is someone's idea of a layout, not the lack of one.
    packaged = any(path.endswith("/__init__.py") for path in scripts) or _import_as_packages(modules)
    if layout.packages or layout.modules or packaged or not (scripts or books):
        return
    # A program of one file has nothing to import.
    if len(scripts) == 1 and not books and pyproject is None:
        return
    # setuptools and PDM take a module that is alone, whatever it is called.
    if len(scripts) == 1 and "/" not in scripts[0] and backend_of(pyproject) in ("setuptools", "pdm"):
        return
    if not books and (are_plugins(modules) or any(path in tree.files for path in DEPLOYED)):
        return
    scripts = [path for path in scripts if path != "__init__.py"] or scripts
    kinds = [kind for kind in (_several(scripts, "script"), _several(books, "notebook")) if kind]
    yield Finding(f"no package holds the code, which is {' and '.join(kinds)}", Location("."))


def _import_as_packages(modules: Sequence[ModuleSummary]) -> bool:
    """Tell whether most modules are imported by their paths from the root, as those of namespace packages."""
    paths = {module.path.removesuffix(".py") for module in modules}
    named = {item.module.replace(".", "/") for module in modules for item in module.imports if not item.level}
    named |= {
        f"{item.module.replace('.', '/')}/{item.name}"
        for module in modules
        for item in module.imports
        if item.name and not item.level
    }
    return sum("/" in path for path in paths & named) * 2 > len(paths)


def _steps(tree: Tree) -> tuple[str, ...]:
    """Return the directories of the scripts that are the steps of Snakemake workflows: beside a Snakefile."""
    found = (path.rpartition("Snakefile")[0] for path in tree.files if path.endswith("Snakefile"))
    return tuple(f"{base}scripts/" for base in found)


def _several(paths: list[str], kind: str) -> str:
    """Return up to three paths in words, and how many more there are."""
    return f"the {agreeing(len(paths), kind, kind + 's')} {and_more(paths, 3)}" if paths else ""
