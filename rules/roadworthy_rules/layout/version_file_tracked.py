from collections.abc import Iterator

from roadworthy import Finding, Location, Pyproject, Repository, Severity, rule

#: Where each tool is told to write the version that it makes of Git's tags.
_WRITTEN = (
    ("tool", "setuptools_scm", "version_file"),
    ("tool", "setuptools_scm", "write_to"),
    ("tool", "hatch", "build", "hooks", "vcs", "version-file"),
    ("tool", "pdm", "version", "write_to"),
    ("tool", "vcs-versioning", "version_file"),
)


@rule(Severity.WARNING, since="0.1")
def version_file_tracked(pyproject: Pyproject, repository: Repository) -> Iterator[Finding]:
    """Git tracks the file that each build writes the version into.

    The build computes the version from Git tags and changes the tracked file. The working tree is then dirty,
    the version gets a local part such as `+d20260101`, and PyPI rejects the upload. Run `git rm --cached` on
    the file and add it to `.gitignore`.

    ```toml bad
    [project]
    name = "demo"
    dynamic = ["version"]

    [tool.setuptools_scm]
    version_file = "src/demo/_version.py"
    ```
    ```git bad
    tracked = ["pyproject.toml", "src/demo/__init__.py", "src/demo/_version.py"]
    ```
    ```toml good
    [project]
    name = "demo"
    dynamic = ["version"]

    [tool.hatch.build.hooks.vcs]
    version-file = "src/demo/_version.py"
    ```
    ```git good
    tracked = ["pyproject.toml", "src/demo/__init__.py"]
    ```
    """
    for route in _WRITTEN:
        path = (pyproject.get(str, *route) or "").removeprefix("./")
        # Code in another language may need its version without a build of Python.
        if path and path.endswith((".py", ".txt")) and path in (repository.tracked or ()):
            yield Finding(
                f"Git tracks `{path}`, which each build overwrites",
                Location(path),
                related=(pyproject.at(*route),),
            )
