from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule


@rule(Severity.NOTE, since="0.1")
def wheel_path_file_included(wheel: Wheel) -> Iterator[Finding]:
    """A wheel installs a `.pth` file.

    Python reads the file at every start, in every program of the environment, and runs its lines that start
    with `import`. An error there breaks unrelated programs. Remove the file, and run the code when your
    package is imported; few tools need a `.pth` file.

    ```wheel bad
    files = { "demo/__init__.py" = "", "demo-hook.pth" = "import demo" }
    ```

    ```wheel good
    files = { "demo/__init__.py" = "", "demo/data/paths.pth" = "" }
    ```
    """
    for path, member in wheel.library.items():
        if "/" not in path and path.endswith(".pth"):
            yield Finding(f"`{path}` is read whenever Python starts", wheel.at(member))
