import posixpath
from collections.abc import Iterator

from roadworthy import Finding, Location, RequirementsFile, Severity, Tree, has_placeholder, rule
from roadworthy_rules._ignored import is_ignored_by_name

_INCLUDES = frozenset(("--requirement", "--constraint"))


@rule(Severity.ERROR, since="0.1")
def requirements_include_missing(file: RequirementsFile, tree: Tree) -> Iterator[Finding]:
    """A requirements file includes a file that does not exist.

    `pip install -r` stops at `-r base.txt` or `-c constraints.txt` before it installs anything. Correct the
    path, which is relative to the including file and not to the working directory, or add the file.

    The rule ignores URLs, paths with variables, paths outside the project, files that Git ignores, and
    unpacked sdists, which may lack what only developers install.

    ```requirements bad
    -r base.txt
    pandas==2.2.3
    ```
    ```requirements good
    -r base.txt
    pandas==2.2.3
    ```
    ```text base.txt good
    numpy==2.1.3
    ```

    ```requirements good
    -r docs/requirements.txt
    ```
    ```text PKG-INFO good
    Metadata-Version: 2.4
    Name: demo
    Version: 1.0
    ```
    """
    if not file.is_for_pip or "PKG-INFO" in tree.files:
        return
    for line in file.lines:
        value = line.value.strip("\"'")
        if (
            line.option not in _INCLUDES
            or not value
            or ":" in value
            or "$" in value
            or has_placeholder(value)
        ):
            continue
        path = posixpath.normpath(posixpath.join(posixpath.dirname(file.path), value.replace("\\", "/")))
        if path.startswith(("/", "..")) or path in tree.files or tree.exists(path):
            continue
        if is_ignored_by_name(path, tree):
            continue
        yield Finding(f"`{line.text} {value}`: the file does not exist", Location(file.path, span=line.span))
