from collections.abc import Iterator

from roadworthy import Finding, Layout, Location, ModuleSummary, Profile, Severity, rule

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
    *,
    entries: tuple[str, ...] = _ENTRIES,
) -> Iterator[Finding]:
    """A Python file lies beside the package instead of in it.

    What lies at the root is not installed with the package, and can be imported only by who happens to start
    Python there. Move it into the package, or below `scripts/` where it only serves development. In a library
    only files that its own code imports count; names by which servers find an application (`wsgi.py`,
    `main.py`) are allowed by the option `entries`, and so are scripts that start what the package holds.

    ```python helpers.py bad
    def clean(rows):
        return rows
    ```
    ```python src/demo/__init__.py bad
    from helpers import clean
    ```

    ```dockerfile bad
    FROM python:3.13
    ```
    ```python src/demo/__init__.py bad
    ```
    ```python retrain.py bad
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
    imported = {
        item.module
        for module in modules
        if layout.owns(module.path)
        for item in module.imports
        if item.level == 0 and not item.guarded
    }
    for path in layout.scripts:
        module = summaries.get(path)
        if module is None or module.role != "source" or module.generated:
            continue
        if path.removesuffix(".py") in imported:
            yield Finding(f"the package imports `{path}`, which lies beside it", Location(path))
        elif (
            profile.name != "library" and module.definitions and path not in entries and not module.main_uses
        ):
            yield Finding(f"`{path}` lies beside the package instead of in it", Location(path))
