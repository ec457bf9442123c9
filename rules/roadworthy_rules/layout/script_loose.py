from collections.abc import Iterator, Mapping

from roadworthy import DistributionContents, Finding, Layout, Location, ModuleSummary, Profile, Severity, rule
from roadworthy_rules._names import named

_ENTRIES = (
    "app.py",
    "application.py",
    "asgi.py",
    "gunicorn_conf.py",
    "locustfile.py",
    "main.py",
    "run.py",
    "streamlit_app.py",
    "wsgi.py",
)


@rule(Severity.WARNING, since="0.1")
def script_loose(
    layout: Layout,
    modules: tuple[ModuleSummary, ...],
    profile: Profile,
    contents: DistributionContents | None,
    *,
    entries: tuple[str, ...] = _ENTRIES,
) -> Iterator[Finding]:
    """A Python file is beside the package instead of in it.

    The file is not installed, and other code can import it only when Python runs from this directory. Move it
    into the package, or into `scripts/` if only developers use it.

    In a library, the rule reports only files that the package imports; in a project that is not built, only
    those that a package in another directory, such as `src/`, imports. It allows file names that servers look
    for (`wsgi.py`, `main.py`; option `entries`), and scripts that start code of the package. If a module of
    the name is beside the one that imports it, the import means that one.

    ```python helpers.py bad
    def clean(rows):
        return rows
    ```
    ```python src/demo/__init__.py bad
    from helpers import clean
    ```

    ```python helpers.py good
    def clean(rows):
        return rows
    ```
    ```python demo/__init__.py good
    from helpers import clean
    ```
    ```python helpers.py good
    def clean(rows):
        return rows
    ```
    ```python src/demo/__init__.py good
    from helpers import clean
    ```
    ```python src/demo/helpers.py good
    def clean(rows):
        return sorted(rows)
    ```
    ```python demo.py good
    from demo.cli import main

    main()
    ```
    ```python demo/__init__.py good
    ```
    ```python demo/cli.py good
    from demo.model import fit

    def main():
        fit([1])
    ```
    ```python demo/model.py good
    import demo

    def fit(rows):
        return rows
    ```

    ```toml bad
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"

    [project]
    name = "demo"
    ```
    ```python helpers.py bad
    def clean(rows):
        return rows
    ```
    ```python demo/__init__.py bad
    from helpers import clean
    ```

    ```dockerfile bad
    FROM python:3.13
    ```
    ```toml bad
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"

    [project]
    name = "demo"
    ```
    ```python src/demo/__init__.py bad
    ```
    ```python retrain.py bad
    def retrain(rows):
        return rows
    ```
    ```dockerfile good
    FROM python:3.13
    ```
    ```python src/demo/__init__.py good
    ```
    ```python retrain.py good
    def retrain(rows):
        return rows
    ```

    ```toml good
    [project]
    name = "demo"
    classifiers = ["Development Status :: 4 - Beta"]
    ```
    ```python src/demo/__init__.py good
    ```
    ```python make_figures.py good
    def draw():
        return None
    ```

    ```toml good
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"

    [project]
    name = "demo"
    ```
    ```dockerfile good
    FROM python:3.13
    ```
    ```python src/demo/__init__.py good
    ```
    ```python retrain.py good
    from demo import fit

    def main():
        fit()

    if __name__ == "__main__":
        main()
    ```
    ```python wsgi.py good
    def application(environ, start_response):
        return []
    ```
    """
    if not layout.packages and not layout.modules:
        return
    summaries = {module.path: module for module in modules}
    is_built = contents is not None
    bases = {path.rpartition("/")[0] for path in layout.packages}
    elsewhere = {path for path in summaries if any(path.startswith(f"{base}/") for base in bases if base)}
    imported = {
        item.module
        for module in modules
        # Where nothing is built, what lies beside a package at the root is found wherever the package is.
        if layout.owns(module.path) and module.role != "test" and (is_built or module.path in elsewhere)
        for item in module.imports
        if item.level == 0 and not item.guarded and not _is_beside(module, item.module, summaries)
    }
    built = is_built and profile.name != "library"
    aside: list[str] = []
    packages = {path.rpartition("/")[2] for path in layout.packages}
    for path in layout.scripts:
        module = summaries.get(path)
        if module is None or module.role != "source" or module.generated:
            continue
        # Of a package and a module with one name, Python imports the package.
        if path.removesuffix(".py") in imported - packages:
            yield Finding(f"the package imports `{path}`, which is beside it", Location(path))
        elif built and module.definitions and path not in entries and not module.main_uses:
            aside.append(path)
    if aside:
        verb = "lies" if len(aside) == 1 else "lie"
        yield Finding(
            f"{named(aside)} {verb} beside the package instead of in it",
            Location(aside[0]),
            related=tuple(map(Location, aside[1:])),
        )


def _is_beside(module: ModuleSummary, name: str, summaries: Mapping[str, ModuleSummary]) -> bool:
    """Tell whether a module of a name is beside the one that imports it, where a script looks first."""
    folder = module.path.rpartition("/")[0]
    return bool(folder) and f"{folder}/{name}.py" in summaries
