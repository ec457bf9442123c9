from collections.abc import Iterator

from roadworthy import Finding, Layout, Pyproject, Severity, Tree, rule

#: Files that make modules of something else than Python.
_BUILDERS = ("CMakeLists.txt", "Cargo.toml", "meson.build", "setup.py", "WORKSPACE")


@rule(Severity.WARNING, since="0.1")
def import_name_not_found(pyproject: Pyproject, layout: Layout, tree: Tree) -> Iterator[Finding]:
    """The source does not contain a declared import name.

    `import-names` tells installers and search which modules the distribution provides (PEP 794). The package
    was renamed, or the name is misspelled. Correct the entry.

    ```toml bad
    [project]
    name = "demo"
    import-names = ["demo", "dmeo_extra"]
    ```
    ```python src/demo/__init__.py bad
    ```
    ```toml good
    [project]
    name = "demo"
    import-names = ["demo", "demo._core; private"]
    ```
    ```python src/demo/__init__.py good
    ```

    ```toml good
    [project]
    name = "demo"
    import-names = ["demo", "compiled"]
    ```
    ```python src/demo/__init__.py good
    ```
    ```c src/compiled.c good
    ```
    """
    tops = {path.rpartition("/")[2].removesuffix(".py") for path in (*layout.packages, *layout.modules)}
    if not tops or any(path.rpartition("/")[2] in _BUILDERS for path in tree.files):
        return
    # A namespace has a directory only, and what is compiled has a file of another suffix.
    there = {part.partition(".")[0] for path in tree.files for part in path.split("/")}
    for key in ("import-names", "import-namespaces"):
        for here, text in pyproject.each(str, "project", key):
            name = text.partition(";")[0].strip().partition(".")[0]
            if name.isidentifier() and name not in tops and name not in there:
                yield Finding(f"no package or module `{name}` exists", here)
