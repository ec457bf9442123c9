import re
from collections.abc import Iterator

from roadworthy import Finding, Location, ModuleSummary, Severity, Tree, rule

_NAME = re.compile(r"[A-Za-z_]\w*\.py")


@rule(Severity.WARNING, since="0.2", handwritten=True)
def script_import_relative(modules: tuple[ModuleSummary, ...], tree: Tree) -> Iterator[Finding]:
    """A script imports from the package around it, and there is none.

    `python deploy/send-rows.py` fails with `ImportError: attempted relative import with no known parent
    package`. Import by the full name, `from utils.rows import load`, or move the code into a package and
    start it with `python -m`.

    The rule reports relative imports in files that no `import` can name, such as `send-rows.py`, and in
    scripts with a main block at the root, in directories without an `__init__.py`.

    ```python deploy/send-rows.py bad
    from .rows import load

    def main():
        print(load())

    if __name__ == "__main__":
        main()
    ```
    ```python deploy/rows.py bad
    def load():
        return []
    ```
    ```python deploy/send-rows.py good
    from rows import load

    def main():
        print(load())

    if __name__ == "__main__":
        main()
    ```
    ```python deploy/rows.py good
    def load():
        return []
    ```
    """
    for module in modules:
        folder, _, name = module.path.rpartition("/")
        if module.role != "source" or module.generated or not module.main_uses:
            continue
        if (folder and _NAME.fullmatch(name)) or tree.exists(f"{folder}/__init__.py".lstrip("/")):
            continue
        item = next((item for item in module.imports if item.level and not item.guarded), None)
        if item is not None:
            written = f"{'.' * item.level}{item.module or ''}"
            yield Finding(
                f"`{written}` is imported from a package, and the script is in none",
                Location(module.path, span=item.span),
            )
