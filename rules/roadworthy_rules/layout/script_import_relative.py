import re
from collections.abc import Container, Iterator

from roadworthy import Finding, Import, Location, ModuleSummary, Severity, Span, Tree, rule

_NAME = re.compile(r"[A-Za-z_]\w*\.py")
#: The files at the root, and the scripts, that say how a project is started.
_TELLS = re.compile(
    r"(?i)README(?:\.\w+)?|[^/]*Dockerfile[^/]*|(?:docker-)?compose[^/]*\.ya?ml|Makefile|Procfile"
    r"|(?:scripts/)?[^/]+\.(?:sh|bat)"
)
#: A command that starts a file in a directory by its path: the file is then in no package.
_RUN = re.compile(
    r"(?m)(?:^|[\s`;&|$>\"'])(python3?|streamlit[ \t]++run)[ \t]++(?:\./)?"
    r"((?:[A-Za-z_][\w-]*+/)++[\w-]++\.py)(?=$|[\s`;&|\"'])"
)
_SIZE = 256 * 1024


@rule(Severity.WARNING, since="0.2", handwritten=True)
def script_import_relative(modules: tuple[ModuleSummary, ...], tree: Tree) -> Iterator[Finding]:
    """A script imports from the package around it, and there is none.

    `python deploy/send-rows.py` fails with `ImportError: attempted relative import with no known parent
    package`. Import by the full name, `from utils.rows import load`, or move the code into a package and
    start it with `python -m`.

    The rule reports relative imports in files that no `import` can name, such as `send-rows.py`, and in
    scripts with a main block at the root, in directories without an `__init__.py`. It reports them in any
    file of a directory that a README, an image, Compose or a script of a shell starts by its path.

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

    ```text README.md bad
    Start the page with `streamlit run src/demo/page.py`.
    ```
    ```python src/demo/__init__.py bad
    ```
    ```python src/demo/rows.py bad
    def load():
        return []
    ```
    ```python src/demo/page.py bad
    from .rows import load

    print(load())
    ```
    ```text README.md good
    Print the rows with `python -m demo.page`; `src/demo/page.py` has more.
    ```
    ```python src/demo/__init__.py good
    ```
    ```python src/demo/rows.py good
    def load():
        return []
    ```
    ```python src/demo/page.py good
    from .rows import load

    print(load())
    ```
    """
    sources = [module for module in modules if module.role == "source" and not module.generated]
    relative = {module.path: item for module in sources if (item := _relative(module)) is not None}
    if not relative:
        return
    for module in sources:
        folder, _, name = module.path.rpartition("/")
        if not module.main_uses or module.path not in relative:
            continue
        if (folder and _NAME.fullmatch(name)) or tree.exists(f"{folder}/__init__.py".lstrip("/")):
            continue
        item = relative.pop(module.path)
        yield Finding(
            f"`{_written(item)}` is imported from a package, and the script is in none",
            Location(module.path, span=item.span),
        )
    for path, command, at in _started(relative, tree):
        item = relative[path]
        yield Finding(
            f"`{_written(item)}` is imported from a package, and `{command}` starts the file outside of it",
            Location(path, span=item.span),
            related=(at,),
        )


def _relative(module: ModuleSummary) -> Import | None:
    """Return the first relative import that fails in a file that is started by its path."""
    # A file that names its package itself may be started anywhere.
    if "__package__" in module.names:
        return None
    return next((item for item in module.imports if item.level and not item.guarded), None)


def _written(item: Import) -> str:
    return f"{'.' * item.level}{item.module or ''}"


def _started(paths: Container[str], tree: Tree) -> Iterator[tuple[str, str, Location]]:
    """Yield which of some files a document or script starts by the path, with the command and its place."""
    told: set[str] = set()
    for file in tree.files:
        if not _TELLS.fullmatch(file) or tree.exceeds(file, _SIZE):
            continue
        text = tree.text(file, _SIZE, strict=False)
        for found in _RUN.finditer(text):
            if found[2] in paths and found[2] not in told:
                told.add(found[2])
                line = text.count("\n", 0, found.start(2)) + 1
                command = f"{' '.join(found[1].split())} {found[2]}"
                yield found[2], command, Location(file, span=Span(line, 1, line, 1))
