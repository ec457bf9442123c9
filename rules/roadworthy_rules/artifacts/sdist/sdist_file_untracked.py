import re
from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Repository, Sdist, Severity, rule
from roadworthy_rules.artifacts._shared import below_top, has_version, subject

#: What backends and builds write into an sdist; and licences, which a part of a larger project copies.
_WRITTEN = re.compile(
    r"PKG-INFO|setup\.cfg|pyproject\.toml\.orig|Cargo\.(toml|lock)(\.orig)?|(.*/)?[^/]+\.egg-info/.*|\.cargo_vcs_info.json"
    r"|(.*/)?(_*version_*|_*about_*|_*build\w*|[^/]*_pb2(_grpc)?|parsetab|(?=[^/]*generated)[^/]*)\.(pyi?|txt|h)"
    r"|(.*/)?[^/]+\.(c|cpp|mo|h)|(.*/)?(licen[cs]es?|copying|notice|authors|readme|changelog|changes)[^/]*(/.*)?"
    r"|(.*/)?(static|dist|labextension|node_modules)/.*",
    re.IGNORECASE | re.DOTALL,
)


@rule(Severity.WARNING, since="0.1")
def sdist_file_untracked(sdist: Sdist, repository: Repository, pyproject: Pyproject) -> Iterator[Finding]:
    """An sdist holds files that Git does not track.

    These files exist only in your checkout: notes, data, or leftovers of another branch. The sdist publishes
    them, and other people cannot build the same one. Add the files to Git, exclude them from the sdist, or
    build from a clean clone. The rule ignores files that builds generate, and projects that configure
    hatchling or PDM to add files.

    ```toml bad
    [project]
    name = "demo"
    version = "1.0"
    ```
    ```git bad
    tracked = ["pyproject.toml", "src/demo/__init__.py"]
    ```
    ```sdist bad
    files = { "src/demo/__init__.py" = "", "notes/customers.csv" = "" }
    ```

    ```toml good
    [project]
    name = "demo"
    version = "1.0"
    ```
    ```git good
    tracked = ["pyproject.toml", "src/demo/__init__.py"]
    ```
    ```sdist good
    files = { "src/demo/__init__.py" = "", "src/demo/_version.py" = "", "demo.egg-info/PKG-INFO" = "" }
    ```
    """
    if not repository.tracked or not has_version(sdist.filename.version, pyproject):
        return
    added = ("artifacts", "force-include", "hooks")
    hatch = ("tool", "hatch", "build")
    if any(pyproject.has(*hatch, *more, key) for more in ((), ("targets", "sdist")) for key in added):
        return
    if pyproject.has("tool", "pdm", "build") or pyproject.has("build-system", "backend-path"):
        return
    submodules = tuple(f"{path}/" for path in repository.tracked if path not in repository.files)
    names = below_top(sdist)
    extra = [
        path
        for path in sorted(names)
        if path not in repository.tracked and not _WRITTEN.fullmatch(path) and not path.startswith(submodules)
    ]
    if extra:
        yield Finding(f"{subject(extra, 'is', 'are')} not tracked by Git", sdist.at(names[extra[0]]))
